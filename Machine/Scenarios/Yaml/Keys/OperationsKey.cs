using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace Tickstorm.Scenarios.Yaml.Keys;

/// <summary>workload.operations: what the kernel does to lines, and when.</summary>
internal sealed class OperationsKey()
    : ScenarioKey(
        "workload.operations",
        "What is done to interrupt lines: a list of {at, action, line, cpu}; line 0 is IRQ0, line n the n-th device's.")
{
    private static readonly ScalarType<LineAction> s_action = ScalarTypes.Word(
        ("disable", LineAction.Disable), ("enable", LineAction.Enable), ("setTarget", LineAction.SetTarget),
        ("removeAction", LineAction.RemoveAction), ("synchronize", LineAction.Synchronize));
    private static readonly ScalarType<int> s_line = ScalarTypes.Whole(0, Workload.MostDevices);
    private static readonly ScalarType<long> s_at = ScalarTypes.Duration(1, ScalarTypes.DayNs);
    private static readonly ScalarType<int> s_cpu = ScalarTypes.Whole(0, 999_999);

    public override string Expected => "a list of {at, action, line, cpu}";

    public override JsonNode? Value(Scenario scenario) => new JsonArray([.. scenario.Workload.Operations.Select(o => new JsonObject
    {
        ["at"] = Durations.Format(o.TimeNs),
        ["action"] = s_action.Format(o.Action),
        ["line"] = o.Line,
        ["cpu"] = o.Cpu,
    })]);

    public override JsonObject Schema() => new()
    {
        ["type"] = "array",
        ["items"] = new JsonObject
        {
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["required"] = new JsonArray("at", "action"),
            ["properties"] = new JsonObject
            {
                ["at"] = s_at.Schema(),
                ["action"] = s_action.Schema(),
                ["line"] = s_line.Schema(),
                ["cpu"] = s_cpu.Schema(),
            },
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
        List<LineOperation> operations = [.. list.Children.Select((item, i) => ReadOperation(item, $"{Path}[{i}]", problems))];
        return problems.Count == before ? scenario with { Workload = scenario.Workload with { Operations = operations } } : scenario;
    }

    private static LineOperation ReadOperation(YamlNode item, string path, ProblemList problems)
    {
        LineOperation operation = new();
        bool acts = false;
        bool known = FieldList.Of(item, path, problems, required: false,
            ("at", n => { if (Read(n, "at", s_at, out long v)) operation = operation with { TimeNs = v }; }),
            ("action", n => { if (acts = Read(n, "action", s_action, out LineAction v)) operation = operation with { Action = v }; }),
            ("line", n => { if (Read(n, "line", s_line, out int v)) operation = operation with { Line = v }; }),
            ("cpu", n => { if (Read(n, "cpu", s_cpu, out int v)) operation = operation with { Cpu = v }; }));
        if (known && (operation.TimeNs == 0 || !acts)) problems.Add(item, $"{path} lacks {(acts ? "at" : "action")}");
        return operation;

        bool Read<T>(YamlNode n, string name, ScalarType<T> type, out T value) =>
            Scalars.TryRead(n, $"{path}.{name}", type, problems, out value);
    }
}
