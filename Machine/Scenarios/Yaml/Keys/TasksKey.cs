using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace Tickstorm.Scenarios.Yaml.Keys;

/// <summary>workload.tasks: tasks that sleep and run by turns.</summary>
internal sealed class TasksKey()
    : ScenarioKey(
        "workload.tasks",
        "Tasks that sleep and run by turns, one on each of their CPUs: a list of {cpus, sleep, first, run, constant, timer}. A CPU that " +
        "is in several has the first; on a CPU of workload.busy the task runs beside the one that never sleeps. A sleep may be a list of " +
        "{ns, weight} from which each one is drawn; first is another length of the first one.")
{
    private static readonly ScalarType<long> s_length = ScalarTypes.Duration(1, 1_000_000_000_000);
    private static readonly ScalarType<long> s_first = ScalarTypes.Duration(0, 1_000_000_000_000);
    private static readonly ScalarType<TaskTimer> s_timer = ScalarTypes.Word(
        ("hrtimer", TaskTimer.Hrtimer), ("wheel", TaskTimer.Wheel), ("none", TaskTimer.None));

    public override string Expected => "a list of {cpus, sleep, first, run, constant, timer}";

    private static string SleepExpected => s_length.Expected + ", or a list of {ns, weight}";

    public override JsonNode? Value(Scenario scenario) => new JsonArray([.. scenario.Workload.Tasks.Select(t => new JsonObject
    {
        ["cpus"] = t.Cpus is { } cpus ? CpuList.Value(cpus) : JsonValue.Create("all"),
        ["sleep"] = t.Sleeps is { } table ? DurationTables.Value(table, s_length) : Durations.Format(t.SleepNs),
        ["first"] = Durations.Format(t.FirstNs),
        ["run"] = Durations.Format(t.RunNs),
        ["constant"] = t.IsConstant,
        ["timer"] = s_timer.Format(t.Timer),
    })]);

    public override JsonObject Schema() => new()
    {
        ["type"] = "array",
        ["items"] = new JsonObject
        {
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["required"] = new JsonArray("sleep", "run"),
            ["properties"] = new JsonObject
            {
                ["cpus"] = CpuList.AllOrSchema(),
                ["sleep"] = DurationTables.Schema(s_length),
                ["first"] = s_first.Schema(),
                ["run"] = s_length.Schema(),
                ["constant"] = ScalarTypes.Flag.Schema(),
                ["timer"] = s_timer.Schema(),
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
        List<TaskLoad> tasks = [.. list.Children.Select((item, i) => ReadTask(item, $"{Path}[{i}]", problems))];
        return problems.Count == before ? scenario with { Workload = scenario.Workload with { Tasks = tasks } } : scenario;
    }

    private static TaskLoad With(TaskLoad task, DurationTable sleeps) =>
        sleeps.IsConstant ? task with { SleepNs = sleeps.MinNs } : task with { Sleeps = sleeps };

    private static TaskLoad ReadTask(YamlNode item, string path, ProblemList problems)
    {
        TaskLoad task = new();
        (bool sleeps, bool runs) = (false, false);
        bool known = FieldList.Of(item, path, problems, required: false,
            ("cpus", n => task = task with { Cpus = CpuList.AllOrRead(n, $"{path}.cpus", problems) }),
            ("sleep", n =>
            {
                DurationTable? table = DurationTables.Read(n, $"{path}.sleep", SleepExpected, s_length, problems);
                if (sleeps = table is not null) task = With(task, table!);
            }),
            ("first", n => { if (Read(n, "first", s_first, out long v)) task = task with { FirstNs = v }; }),
            ("run", n => { if (runs = Read(n, "run", s_length, out long v)) task = task with { RunNs = v }; }),
            ("constant", n => { if (Read(n, "constant", ScalarTypes.Flag, out bool v)) task = task with { IsConstant = v }; }),
            ("timer", n => { if (Read(n, "timer", s_timer, out TaskTimer v)) task = task with { Timer = v }; }));
        if (known && !(sleeps && runs)) problems.Add(item, $"{path} lacks {(sleeps ? "run" : "sleep")}");
        return task;

        bool Read<T>(YamlNode n, string name, ScalarType<T> type, out T value) =>
            Scalars.TryRead(n, $"{path}.{name}", type, problems, out value);
    }
}
