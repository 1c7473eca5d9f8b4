using Tickstorm.Contracts.Processes;
using Tickstorm.Contracts.Runs;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tests.Faults;
using Tickstorm.Tests.Support;

namespace Tickstorm.Tests;

/// <summary>A core is its grain's, also while it is lent to its silo's workers: the grain takes it back when it likes.</summary>
public class RecallTests
{
    private const string Run = "recalled";
    private readonly StorageControl _storage = new();
    private readonly FaultyFabric _fabric = new();

    [Theory]
    [InlineData(1, "ipi-random", "native-lapic", 12_000_000)]
    [InlineData(2, "ipi-random", "irq0-edge", 12_000_000)]
    [InlineData(2, "ipi-random", "native-lapic", 12_000_000)]
    [InlineData(3, "living/calls-wait", "native-lapic", 12_000_000)]
    [InlineData(2, "living/duty", "native-lapic", 100_000_000)]
    public async Task Random_cores_that_are_taken_back_at_random_commits_change_no_digest(int silos, string name, string design, long mostNs)
    {
        Scenario scenario = name.Contains('/', StringComparison.Ordinal)
            ? Repository.Check(name) : TestMachines.Load(name, mostCpus: 48, mostNs: 12_000_000);
        scenario = scenario with { Run = scenario.Run with { DurationNs = Math.Min(scenario.Run.DurationNs, mostNs) } };
        DesignResult expected = Simulator.Run(scenario, design, new EngineOptions { Kind = "sequential" });
        await using TestSilos cluster = await TestSilos.Start(silos, _fabric, storage: _storage);
        await StartPaused(cluster, scenario, design);
        Random random = new(silos + name.Length);
        for (int i = 0; i < 3; i++) Assert.True((await Recall(cluster, random.Next(scenario.Machine.Cpus), back: true)).Done);
        Assert.True((await cluster.Machine(Run).Resume()).Done);
        while (!(await cluster.Machine(Run).Status()).HasEnded)
            await Recall(cluster, random.Next(scenario.Machine.Cpus), back: random.Next(2) == 0);
        RunProgress end = await cluster.End(Run);
        DesignResult result = await cluster.Result(Run, scenario, design, end);
        Assert.Equal(expected.Digest, result.Digest);
        Assert.Equal(expected.Ticks, result.Ticks);
        Assert.Equal(expected.LatencyNs, result.LatencyNs);
        Assert.Equal(1, end.Epoch);
        Assert.True(end.Turns > 100, $"{end.Turns} turns");
    }

    [Fact]
    public async Task A_core_shows_the_same_while_it_is_lent_and_while_its_grain_has_it()
    {
        Scenario scenario = TestMachines.Load("ipi-random", mostCpus: 48, mostNs: 12_000_000);
        await using TestSilos cluster = await TestSilos.Start(2, _fabric, storage: _storage);
        await StartPaused(cluster, scenario, "irq0-edge");
        foreach (int cpu in (int[])[0, 17, 47])
        {
            Inspection lent = await cluster.Machine(Run).Inspect(cpu, localApic: false);
            Inspection apic = await cluster.Machine(Run).Inspect(cpu, localApic: true);
            Assert.True(lent.Present && apic.Present);
            Assert.Contains("raised", lent.Names);
            Assert.True((await Recall(cluster, cpu, back: true)).Done);
            Inspection taken = await cluster.Machine(Run).Inspect(cpu, localApic: false);
            Assert.Equal(lent.Values, taken.Values);
            Assert.Equal(lent.Silo, taken.Silo);
            Assert.True((await Recall(cluster, cpu, back: false)).Done);
        }

        Assert.Equal(RunAnswerCode.NotLent, (await Recall(cluster, 48, back: true)).Code);
        await cluster.Machine(Run).Cancel();
        await cluster.End(Run);
    }

    // From its first checkpoint on, after 16 windows, the run gets no order until its record has the wish; what it gets then are two windows.
    private async Task StartPaused(TestSilos cluster, Scenario scenario, string design)
    {
        FaultyFabric.Gate gate = new(0);
        _storage.Before = use =>
        {
            if (use is not { Op: StorageOp.Write, IsBlock: true } || gate.Arrived.Task.IsCompleted) return Task.CompletedTask;
            _fabric.Orders = gate.Opened.Task;
            gate.Arrived.TrySetResult();
            return Task.CompletedTask;
        };
        await cluster.StartRun(Run, new RunRequest
        {
            Scenario = TestSilos.Request(scenario, design).Scenario, Name = scenario.Name, Design = design, Spans = true, Workers = 2,
            WindowNs = 50_000, CheckpointEvery = 16, CheckpointShare = 0,
        });
        await cluster.PauseHeld(Run, gate);
        Assert.Equal(RunStatus.Paused, (await cluster.Machine(Run).Status()).Status);
    }

    private static Task<RunAnswer> Recall(TestSilos cluster, int cpu, bool back) => cluster.Machine(Run).Recall(cpu, back);
}
