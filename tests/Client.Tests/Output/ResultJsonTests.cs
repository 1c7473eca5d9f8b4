using System.Text.Json.Nodes;

namespace Tickstorm.Tests.Output;

public class ResultJsonTests
{
    // The names of the contract in their order; a change here breaks somebody's script.
    private const string Top =
        "tickstorm scenario seed kernel cpus hz mode phases durationNs simulatedNs complete " +
        "lateThresholdNs parameters parametersSha256 notes designs answer";

    private const string Design =
        "design chip flow intendedChip intendedFlow source remarks hz mode phases supported whatIf reason digest ticks spuriousRuns extraTicks " +
        "stalledCpus starvedCpus firstDrop losses lateCauses jiffies eois irqEnters irqExits " +
        "exitsPerTick exits cpuNsPerTick steadyNsPerTick collisionNs latencyNs lockWaitNs constraints detectors engine wall";

    [Theory]
    [InlineData("", Top)]
    [InlineData("designs/0", Design)]
    [InlineData("designs/0/ticks", "expected missing raised handled late coalesced dropped masked pending neverRaised lost")]
    [InlineData("designs/0/firstDrop", "timeNs cpu reason remembered line holderCpu")]
    [InlineData("designs/0/lateCauses/0", "cause id count totalNs")]
    [InlineData("designs/0/losses/0", "reason count")]
    [InlineData("designs/0/jiffies", "expected actual state")]
    [InlineData("answer/0", "design verdict because")]
    [InlineData("designs/0/latencyNs", "p50 p90 p99 p999 max")]
    [InlineData("designs/0/lockWaitNs", "total max longestQueue")]
    [InlineData("designs/0/constraints", "C1 C2 C3 C4 C5 C6 C7 C8 C9")]
    [InlineData("designs/0/detectors/0", "name cpu timeNs message")]
    [InlineData("designs/0/engine", "kind threads windows rounds executedEvents committedEvents efficiency meanActive peakMessages straightShare")]
    [InlineData("designs/0/wall", "seconds eventsPerSecond timerInterruptsPerSecond peakBytes")]
    public void Names_and_nesting_are_those_of_the_contract(string path, string names)
    {
        JsonNode node = Compare("--designs", "irq0-edge");
        foreach (string step in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
            node = int.TryParse(step, out int i) ? node[i]! : node[step]!;
        Assert.Equal(names, string.Join(' ', node.AsObject().Select(p => p.Key)));
    }

    [Fact]
    public void Values_are_those_of_the_run()
    {
        JsonNode json = Compare("--designs", "irq0-edge");
        Assert.Equal("1.0.0", (string)json["tickstorm"]!);
        Assert.Equal("irq0-2007", (string)json["scenario"]!);
        Assert.Equal("2.6.24", (string)json["kernel"]!);
        Assert.Equal(256, (int)json["cpus"]!);
        Assert.Equal(10_500_000, (long)json["durationNs"]!);
        Assert.Equal("5us", (string)json["parameters"]!["tick.handler"]!);
        JsonNode design = json["designs"]![0]!;
        Assert.Equal(2550, (int)design["ticks"]!["missing"]!);
        Assert.False((bool)design["constraints"]!["C5"]!);
        Assert.Equal("CPU 3 doesn't answer", (string)design["detectors"]![0]!["message"]!);
    }

    [Fact]
    public void What_is_unknown_is_null_and_never_0()
    {
        JsonNode json = Compare("--designs", "pit-broadcast,vmi-percpu");
        JsonNode unsupported = json["designs"]![0]!;
        Assert.False((bool)unsupported["supported"]!);
        foreach (string name in new[] { "digest", "ticks", "stalledCpus", "eois", "cpuNsPerTick", "firstDrop" })
            Assert.True(unsupported.AsObject().ContainsKey(name) && unsupported[name] is null, name);
        Assert.Null(unsupported["latencyNs"]!["p50"]);
        Assert.Null(unsupported["jiffies"]!["actual"]);
        Assert.Null(json["designs"]![1]!["constraints"]!["C7"]);
        Assert.Null(json["designs"]![1]!["flow"]);
    }

    [Fact]
    public void Each_CPU_has_its_ledger_when_asked_for()
    {
        JsonNode ledger = Compare("--designs", "vmi-percpu", "--per-cpu")["designs"]![0]!["perCpu"]![0]!;
        Assert.Equal(
            "cpu ticks spuriousRuns stalled starved lastHandledNs firstDrop", string.Join(' ', ledger.AsObject().Select(p => p.Key)));
    }

    [Fact]
    public void Several_seeds_give_means_with_intervals_beside_them()
    {
        JsonNode json = Compare("--designs", "vmi-percpu,irq0-edge", "--seeds", "3");
        Assert.Equal(3, (int)json["seeds"]!);
        JsonNode ticks = json["designs"]![0]!["ticks"]!;
        Assert.Equal(5, (double)ticks["late"]!);
        JsonArray interval = ticks["interval95"]!["late"]!.AsArray();
        Assert.Equal(5 - 4.303 / Math.Sqrt(3), (double)interval[0]!, 3);
        Assert.Equal(5 + 4.303 / Math.Sqrt(3), (double)interval[1]!, 3);
        JsonNode edge = json["designs"]![1]!;
        Assert.Equal(255, (double)edge["stalledCpus"]!);
        Assert.Equal(255, (double)edge["interval95"]!["stalledCpus"]![0]!);
        Assert.Equal(1_000_550, (long)edge["firstDrop"]!["timeNs"]!);
        Assert.False((bool)edge["constraints"]!["C5"]!);
        Assert.Equal(3, edge["digests"]!.AsArray().Count);
    }

    [Fact]
    public void JSON_on_standard_output_is_alone_there()
    {
        ClientRun run = ClientRun.Of("compare", "--designs", "irq0-edge", "--json", "-");
        Assert.StartsWith("{", run.Output);
        Assert.EndsWith("}\n", run.Output);
        Assert.Empty(run.Error);
    }

    private static JsonNode Compare(params string[] args)
    {
        ClientRun run = ClientRun.Of(["compare", .. args, "--json", "-"]);
        Assert.Equal(0, run.ExitCode);
        return JsonNode.Parse(run.Output)!;
    }
}
