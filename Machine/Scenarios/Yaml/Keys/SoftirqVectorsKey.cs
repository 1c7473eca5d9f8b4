using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace Tickstorm.Scenarios.Yaml.Keys;

/// <summary>workload.softirq.vectors: softirqs by vector.</summary>
internal sealed class SoftirqVectorsKey()
    : ScenarioKey(
        "workload.softirq.vectors",
        "Softirqs by vector, in place of workload.softirq.tick and device: a list of {cpus, vector, perMillion, length}. Of a million " +
        "interrupts that a CPU takes, perMillion raise the vector as they end; those that are pending run one after the other, in the " +
        "order of their numbers. Vectors are HI, TIMER, NET_TX, NET_RX, BLOCK, IRQ_POLL, TASKLET, SCHED, HRTIMER and RCU; length is a " +
        "duration or a list of {ns, weight}. Of entries with the same CPU and vector the first counts.")
{
    private static readonly ScalarType<long> s_length = ScalarTypes.Duration(1, 1_000_000_000);
    private static readonly ScalarType<int> s_perMillion = ScalarTypes.Whole(1, SoftirqRate.Every);
    private static readonly ScalarType<SoftirqVector> s_vector =
        ScalarTypes.Word([.. Enum.GetValues<SoftirqVector>().Select(vector => (vector.Name(), vector))]);

    public override string Expected => "a list of {cpus, vector, perMillion, length}";

    private static string LengthExpected => s_length.Expected + ", or a list of {ns, weight}";

    public override JsonNode? Value(Scenario scenario) => new JsonArray([.. scenario.Workload.Softirqs.Vectors.Select(rate => new JsonObject
    {
        ["cpus"] = rate.Cpus is { } cpus ? CpuList.Value(cpus) : JsonValue.Create("all"),
        ["vector"] = rate.Vector.Name(),
        ["perMillion"] = rate.PerMillion,
        ["length"] = DurationTables.Value(rate.Length, s_length),
    })]);

    public override JsonObject Schema() => new()
    {
        ["type"] = "array",
        ["items"] = new JsonObject
        {
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["required"] = new JsonArray("vector", "perMillion", "length"),
            ["properties"] = new JsonObject
            {
                ["cpus"] = CpuList.AllOrSchema(),
                ["vector"] = s_vector.Schema(),
                ["perMillion"] = s_perMillion.Schema(),
                ["length"] = DurationTables.Schema(s_length),
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
        List<SoftirqRate> rates = [.. list.Children.Select((item, i) => ReadOne(item, $"{Path}[{i}]", problems))];
        Workload work = scenario.Workload;
        return problems.Count > before ? scenario
            : scenario with { Workload = work with { Softirqs = work.Softirqs with { Vectors = rates } } };
    }

    private static SoftirqRate ReadOne(YamlNode item, string path, ProblemList problems)
    {
        SoftirqRate rate = new();
        (bool hasVector, bool hasRate, bool hasLength) = (false, false, false);
        bool known = FieldList.Of(item, path, problems, required: false,
            ("cpus", n => rate = rate with { Cpus = CpuList.AllOrRead(n, $"{path}.cpus", problems) }),
            ("vector", n =>
            {
                hasVector = true;
                if (Scalars.TryRead(n, $"{path}.vector", s_vector, problems, out SoftirqVector v)) rate = rate with { Vector = v };
            }),
            ("perMillion", n =>
            {
                hasRate = true;
                if (Scalars.TryRead(n, $"{path}.perMillion", s_perMillion, problems, out int v)) rate = rate with { PerMillion = v };
            }),
            ("length", n =>
            {
                hasLength = true;
                if (DurationTables.Read(n, $"{path}.length", LengthExpected, s_length, problems) is { } v) rate = rate with { Length = v };
            }));
        if (known && !(hasVector && hasRate && hasLength))
            problems.Add(item, $"{path} lacks {(!hasVector ? "vector" : !hasRate ? "perMillion" : "length")}");
        return rate;
    }
}
