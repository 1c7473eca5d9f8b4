using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace Tickstorm.Scenarios.Yaml.Keys;

/// <summary>tick.nohzFull: the CPUs that stop their tick while a single task runs.</summary>
internal sealed class NoHzFullKey()
    : ScenarioKey(
        "tick.nohzFull",
        "The CPUs that stop their tick while a single task runs (nohz_full=, from 3.10 on): a list of CPUs in ascending order. " +
        "The others keep house: the one with the timekeeper's duty goes on ticking.")
{
    public override string Expected => "a list of CPUs in ascending order";

    public override JsonNode? Value(Scenario scenario) => CpuList.Value(scenario.Tick.NoHzFull);

    public override JsonObject Schema() => CpuList.Schema();

    internal override Scenario Read(YamlNode node, Scenario scenario, ProblemList problems)
    {
        if (node is not YamlSequenceNode list)
        {
            problems.Add(node, $"{Path} is {Scalars.Describe(node)}; it must be {Expected}");
            return scenario;
        }

        return CpuList.Read(list, Path, problems) is { } cpus
            ? scenario with { Tick = scenario.Tick with { NoHzFull = cpus } }
            : scenario;
    }
}
