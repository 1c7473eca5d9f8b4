using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace Tickstorm.Scenarios.Yaml.Keys;

/// <summary>workload.snapshots: when the guest is saved and restored, and how.</summary>
internal sealed class SnapshotsKey()
    : ScenarioKey(
        "workload.snapshots",
        "When the guest is saved and restored: a list of {at, outside, tsc, clock, order, counters, deadline}. All vCPUs pause at the " +
        "same instant; the pause has no length in the run's time. tsc: restored, continues or lost; clock: tsc, restored or continues; " +
        "order: right, deadline-before-tsc or deadline-before-mode; counters of timers: remaining, restarted or elapsed; " +
        "deadline: kvm (a timer of the host once it is written) or sdm (compared with the TSC).")
{
    private static readonly ScalarType<long> s_at = ScalarTypes.Duration(1, ScalarTypes.DayNs);
    private static readonly ScalarType<long> s_outside = ScalarTypes.Duration(0, ScalarTypes.DayNs);
    private static readonly ScalarType<TscRestore> s_tsc = ScalarTypes.Word(
        ("restored", TscRestore.Restored), ("continues", TscRestore.Continues), ("lost", TscRestore.Lost));
    private static readonly ScalarType<ClockRestore> s_clock = ScalarTypes.Word(
        ("tsc", ClockRestore.Tsc), ("restored", ClockRestore.Restored), ("continues", ClockRestore.Continues));
    private static readonly ScalarType<RestoreOrder> s_order = ScalarTypes.Word(
        ("right", RestoreOrder.Right), ("deadline-before-tsc", RestoreOrder.DeadlineBeforeTsc),
        ("deadline-before-mode", RestoreOrder.DeadlineBeforeMode));
    private static readonly ScalarType<CounterRestore> s_counters = ScalarTypes.Word(
        ("remaining", CounterRestore.Remaining), ("restarted", CounterRestore.Restarted), ("elapsed", CounterRestore.Elapsed));
    private static readonly ScalarType<bool> s_deadline = ScalarTypes.Word(("kvm", false), ("sdm", true));

    public override string Expected => "a list of {at, outside, tsc, clock, order, counters, deadline}";

    public override JsonNode? Value(Scenario scenario) => new JsonArray([.. scenario.Workload.Snapshots.Select(s => new JsonObject
    {
        ["at"] = Durations.Format(s.TimeNs),
        ["outside"] = Durations.Format(s.OutsideNs),
        ["tsc"] = s_tsc.Format(s.Tsc),
        ["clock"] = s_clock.Format(s.Clock),
        ["order"] = s_order.Format(s.Order),
        ["counters"] = s_counters.Format(s.Counters),
        ["deadline"] = s_deadline.Format(s.ComparesDeadline),
    })]);

    public override JsonObject Schema() => new()
    {
        ["type"] = "array",
        ["items"] = new JsonObject
        {
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["required"] = new JsonArray("at"),
            ["properties"] = new JsonObject
            {
                ["at"] = s_at.Schema(),
                ["outside"] = s_outside.Schema(),
                ["tsc"] = s_tsc.Schema(),
                ["clock"] = s_clock.Schema(),
                ["order"] = s_order.Schema(),
                ["counters"] = s_counters.Schema(),
                ["deadline"] = s_deadline.Schema(),
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
        List<GuestSnapshot> read = [.. list.Children.Select((item, i) => ReadOne(item, $"{Path}[{i}]", problems))];
        return problems.Count == before
            ? scenario with { Workload = scenario.Workload with { Snapshots = [.. read.OrderBy(s => s.TimeNs)] } } : scenario;
    }

    private static GuestSnapshot ReadOne(YamlNode item, string path, ProblemList problems)
    {
        GuestSnapshot snapshot = new();
        bool known = FieldList.Of(item, path, problems, required: false,
            ("at", n => { if (Read(n, "at", s_at, out long v)) snapshot = snapshot with { TimeNs = v }; }),
            ("outside", n => { if (Read(n, "outside", s_outside, out long v)) snapshot = snapshot with { OutsideNs = v }; }),
            ("tsc", n => { if (Read(n, "tsc", s_tsc, out TscRestore v)) snapshot = snapshot with { Tsc = v }; }),
            ("clock", n => { if (Read(n, "clock", s_clock, out ClockRestore v)) snapshot = snapshot with { Clock = v }; }),
            ("order", n => { if (Read(n, "order", s_order, out RestoreOrder v)) snapshot = snapshot with { Order = v }; }),
            ("counters", n => { if (Read(n, "counters", s_counters, out CounterRestore v)) snapshot = snapshot with { Counters = v }; }),
            ("deadline", n => { if (Read(n, "deadline", s_deadline, out bool v)) snapshot = snapshot with { ComparesDeadline = v }; }));
        if (known && snapshot.TimeNs == 0) problems.Add(item, $"{path} lacks at");
        return snapshot;

        bool Read<T>(YamlNode n, string name, ScalarType<T> type, out T value) =>
            Scalars.TryRead(n, $"{path}.{name}", type, problems, out value);
    }
}
