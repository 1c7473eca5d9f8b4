using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace Tickstorm.Scenarios.Yaml.Keys;

/// <summary>workload.hrtimer.cpus: hrtimers of single CPUs.</summary>
internal sealed class HrtimersKey()
    : ScenarioKey(
        "workload.hrtimer.cpus",
        "hrtimers of single CPUs, busy or idle, in place of workload.hrtimer.interval there: a list of {cpus, interval}. A CPU that is " +
        "in several has the first; with tick.mode oneshot.")
{
    private static readonly ScalarType<long> s_interval = ScalarTypes.Duration(1_000, 1_000_000_000_000);

    public override string Expected => "a list of {cpus, interval}";

    public override JsonNode? Value(Scenario scenario) => new JsonArray([.. scenario.Workload.CpuHrtimers.Select(timer => new JsonObject
    {
        ["cpus"] = timer.Cpus is { } cpus ? CpuList.Value(cpus) : JsonValue.Create("all"),
        ["interval"] = Durations.Format(timer.IntervalNs),
    })]);

    public override JsonObject Schema() => new()
    {
        ["type"] = "array",
        ["items"] = new JsonObject
        {
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["required"] = new JsonArray("cpus", "interval"),
            ["properties"] = new JsonObject { ["cpus"] = CpuList.AllOrSchema(), ["interval"] = s_interval.Schema() },
        },
    };

    internal override Scenario Read(YamlNode node, Scenario scenario, ProblemList problems)
    {
        if (node is not YamlSequenceNode list)
        {
            problems.Add(node, $"{Path} is {Scalars.Describe(node)}; it must be {Expected}");
            return scenario;
        }

        int before = problems.Count;
        List<CpuHrtimer> timers = [.. list.Children.Select((item, i) => ReadOne(item, $"{Path}[{i}]", problems))];
        return problems.Count == before ? scenario with { Workload = scenario.Workload with { CpuHrtimers = timers } } : scenario;
    }

    private static CpuHrtimer ReadOne(YamlNode item, string path, ProblemList problems)
    {
        CpuHrtimer timer = new();
        FieldList.Of(item, path, problems, required: true,
            ("cpus", n => timer = timer with { Cpus = CpuList.AllOrRead(n, $"{path}.cpus", problems) }),
            ("interval", n =>
            {
                if (Scalars.TryRead(n, $"{path}.interval", s_interval, problems, out long v)) timer = timer with { IntervalNs = v };
            }));
        return timer;
    }
}
