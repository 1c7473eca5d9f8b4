using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace Tickstorm.Scenarios.Yaml.Keys;

/// <summary>tick.phases: a word, or one duration per CPU.</summary>
internal sealed class PhasesKey()
    : ScenarioKey(
        "tick.phases",
        "Where the CPUs' tick grids start: aligned, skewed (as 2.6.24), random (fixed for the run), redraw (anew each period), " +
        "native (what the kernel and the design really have), or a list with one duration per CPU.")
{
    private static readonly ScalarType<PhaseKind> s_word = ScalarTypes.Word(
        ("aligned", PhaseKind.Aligned), ("skewed", PhaseKind.Skewed), ("random", PhaseKind.Random), ("redraw", PhaseKind.Redraw),
        ("native", PhaseKind.Native));

    private static readonly ScalarType<long> s_phase = ScalarTypes.Duration(0, 1_000_000_000);

    public override string Expected => s_word.Expected + ", or a list of durations, as in 0us,10us";

    public override JsonNode? Value(Scenario scenario) => scenario.Tick.PhaseList is { } list
        ? new JsonArray([.. list.Select(s_phase.Format)])
        : s_word.Format(scenario.Tick.Phases);

    public override JsonObject Schema() => new()
    {
        ["oneOf"] = new JsonArray(s_word.Schema(), new JsonObject { ["type"] = "array", ["minItems"] = 1, ["items"] = s_phase.Schema() }),
    };

    internal override YamlNode? Node(string text, ProblemList problems) => text.Contains(',', StringComparison.Ordinal) && text[0] != '['
        ? new YamlSequenceNode(text.Split(',', StringSplitOptions.TrimEntries).Select(phase => new YamlScalarNode(phase)))
        : base.Node(text, problems);

    internal override Scenario Read(YamlNode node, Scenario scenario, ProblemList problems)
    {
        if (node is not YamlSequenceNode list)
        {
            return Scalars.TryRead(node, Path, s_word with { Expected = Expected }, problems, out PhaseKind kind)
                ? scenario with { Tick = scenario.Tick with { Phases = kind, PhaseList = null } }
                : scenario;
        }

        List<long> phases = [];
        foreach (YamlNode item in list.Children)
            if (Scalars.TryRead(item, $"{Path}[{phases.Count}]", s_phase, problems, out long phase)) phases.Add(phase);
        if (list.Children.Count == 0) problems.Add(node, $"{Path} is an empty list; it must be {Expected}");
        return phases.Count == list.Children.Count && phases.Count > 0 ? scenario with
        {
            Tick = scenario.Tick with { PhaseList = phases },
        } : scenario;
    }
}
