using Tickstorm.Contracts.Runs;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tests.Faults;
using Tickstorm.Tests.Support;
using Tickstorm.Tracing;

namespace Tickstorm.Tests;

/// <summary>
/// An interrupt that a client sends to a run, or a register that it writes, is, for all that is computed, an operation of its scenario.
/// </summary>
[Collection(LostSilos.Name)]
public class InjectionTests
{
    private const string Run = "injected";
    private const string Design = "irq0-edge";

    private static readonly Scenario s_scenario = WithDevices(TestMachines.Load("ipi-random", mostCpus: 48, mostNs: 12_000_000));

    [Theory]
    [InlineData(2, false, false)]
    [InlineData(2, true, false)]
    [InlineData(3, false, true)]
    [InlineData(3, true, true)]
    public async Task A_clients_interrupt_changes_trace_and_digest_as_a_scenarios_does(int silos, bool spans, bool loses)
    {
        FaultyFabric fabric = new();
        await using TestSilos cluster = await TestSilos.Start(silos, fabric);
        FaultyFabric.Gate first = fabric.HoldAt(Run, 5);
        Assert.Null((await cluster.Machine(Run).Start(Request(spans))).Refusal);
        await cluster.PauseHeld(Run, first);
        // While it stands they are recorded.
        Assert.Null((await Inject(cluster, "a", 17, 0xef)).Refusal);
        Assert.Null((await Inject(cluster, "b", 3, CpuInjection.Nmi)).Refusal);
        Assert.Null((await Inject(cluster, "b", 3, CpuInjection.Nmi)).Refusal);
        Assert.Null((await Inject(cluster, "c", 40, 0xfc)).Refusal);
        Assert.Null((await Write(cluster, "f", 17, 0xfc)).Refusal);
        Assert.Null((await Write(cluster, "f", 17, 0xfc)).Refusal);
        Assert.Null((await Write(cluster, "g", 17, 0x20)).Refusal);
        Assert.Null((await Write(cluster, "h", 9, WrittenRegisters.MaskBit, WrittenRegister.LvtTimer)).Refusal);
        Assert.Null((await WritePin(cluster, "i", 10, WrittenRegister.RedirectionLow, WrittenRegisters.MaskBit)).Refusal);
        Assert.Null((await WritePin(cluster, "j", 11, WrittenRegister.RedirectionHigh, 40u << 24)).Refusal);
        Assert.Null((await WritePin(cluster, "k", 10, WrittenRegister.RedirectionLow, 0)).Refusal);
        Assert.Equal(
            "injected does not take it: no line comes by pin 9 of the IO-APIC; those of lines are 2 (IRQ0), 10, 11.",
            (await WritePin(cluster, "d", 9, WrittenRegister.RedirectionLow, 0)).Refusal);
        Assert.Equal(RunAnswerCode.BadRequest, (await WritePin(cluster, "d", 11, WrittenRegister.RedirectionHigh, 48u << 24)).Code);
        Assert.Equal(RunAnswerCode.BadRequest, (await WritePin(cluster, "d", 11, WrittenRegister.RedirectionLow, 0x31)).Code);
        Assert.Equal(RunAnswerCode.BadRequest, (await WritePin(cluster, "d", 11, WrittenRegister.TaskPriority, 0)).Code);
        Assert.Equal(RunAnswerCode.BadRequest, (await Write(cluster, "d", 1, 0, WrittenRegister.RedirectionLow)).Code);
        Assert.Equal(RunAnswerCode.BadRequest, (await Write(cluster, "d", 48, 0)).Code);
        Assert.Equal(RunAnswerCode.BadRequest, (await Write(cluster, "d", 1, 0x1ff, WrittenRegister.SpuriousVector)).Code);
        Assert.Equal(RunAnswerCode.BadRequest, (await cluster.Machine(Run).Write("d", 1, WrittenRegister.None, 0)).Code);
        Assert.Equal(RunAnswerCode.BadRequest, (await Inject(cluster, "d", 48, 0xfc)).Code);
        Assert.Equal(RunAnswerCode.BadRequest, (await Inject(cluster, "d", 1, 15)).Code);
        FaultyFabric.Gate later = fabric.HoldAt(Run, 40);
        Assert.Null((await cluster.Machine(Run).Resume()).Refusal);
        await later.Arrived.Task;
        // While a window is open it is taken when that is committed.
        Task<RunAnswer> open = Inject(cluster, "e", 30, 0x31);
        await FaultRuns.Until(
            async () => (await cluster.Machine(Run).Shape()).Injected.Length == 10, seconds: 180, () => "It is not recorded.");
        if (loses) await cluster.Kill(cluster.Cluster.Silos[1]);
        later.Opened.SetResult();
        if (!loses) Assert.Null((await open).Refusal);
        RunProgress end = await cluster.End(Run);
        Assert.Equal(loses, end.Epoch > 1);
        InjectedInterrupt[] sent = (await cluster.Machine(Run).Shape()).Injected;
        Assert.Equal(10, end.Injected);
        Assert.All(sent, one => Assert.True(one.IsTaken));
        Assert.Equal(
            [(3, -1, 0), (9, 0, 0x10000), (17, 0, 0x20), (17, 0, 0xfc), (17, 0xef, 0), (30, 0x31, 0), (40, 0xfc, 0)],
            sent.Where(one => one.Pin == 0).Select(one => (one.Cpu, one.Vector, (int)one.Value)).Order());
        // Of two writes of a register the second waits for a window.
        long[] times = [.. sent.Select(one => one.TimeNs).Distinct().Order()];
        Assert.Equal(3, times.Length);
        Assert.Equal([(10, times[0]), (10, times[1]), (11, times[0])], sent.Where(one => one.Pin > 0).Select(one => (one.Pin, one.TimeNs)).Order());
        long[] written = [.. sent.Where(one => one.Register == WrittenRegister.TaskPriority).Select(one => one.TimeNs).Order()];
        Assert.Equal([times[0], times[1]], written);

        Scenario scenario = s_scenario with
        {
            Workload = s_scenario.Workload with { Injections = [.. sent.Select(one => one.ToOperation()).OrderBy(one => one.TimeNs)] },
        };
        Sink expected = new(), last = new();
        DesignResult reference = Simulator.Run(scenario, Design, new EngineOptions { Kind = "sequential" }, expected);
        List<TraceRecord> records = [];
        for (int i = 0; i < end.TraceSegments; i++)
        {
            TraceRecord[] segment =
                [.. (await cluster.Machine(Run).TraceSegment(i))!.SelectMany(block => TraceBytes.Read(block).ToArray())];
            Array.Sort(segment, TraceRecord.Compare);
            records.AddRange(segment);
        }

        DesignResult result = await cluster.Result(Run, scenario, Design, end, last);
        Assert.Equal(SameResult(reference), SameResult(result));
        Assert.Equal(expected.Records, [.. records, .. last.Records]);
        Assert.Equal(4, records.Count(record => record.Kind == TraceKind.Injected));
        Assert.Equal(6, records.Count(record => record.Kind == TraceKind.RegisterWritten));
        Assert.NotEqual(
            Simulator.Run(s_scenario, Design, new EngineOptions { Kind = "sequential" }).Digest, result.Digest);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_scenarios_interrupts_come_on_a_cluster_as_in_one_process(bool spans)
    {
        CpuInjection[] all =
        [
            new() { TimeNs = 1, Cpu = 47, Vector = 0xfd }, new() { TimeNs = 4_000_100, Cpu = 0, Vector = CpuInjection.Nmi },
            new() { TimeNs = 4_000_100, Cpu = 0, Vector = 0xef },
            new() { TimeNs = 4_000_100, Cpu = 20, Register = WrittenRegister.TaskPriority, Value = 0xff },
            new() { TimeNs = 5_000_000, Register = WrittenRegister.RedirectionHigh, Pin = 10, Value = 47u << 24 },
            new() { TimeNs = 11_999_999, Cpu = 20, Vector = 0x99 },
        ];
        Scenario scenario = s_scenario with { Workload = s_scenario.Workload with { Injections = all } };
        DesignResult expected = Simulator.Run(scenario, "native-lapic", new EngineOptions { Kind = "sequential" });
        await using TestSilos cluster = await TestSilos.Start(2);
        (DesignResult result, _) = await cluster.Run(
            scenario, "native-lapic",
            new RunRequest
            {
                Scenario = TestSilos.Request(scenario, Design).Scenario, Name = scenario.Name, Design = "native-lapic", Spans = spans,
                WindowNs = 50_000, CheckpointEvery = 16,
            });
        Assert.Equal(SameResult(expected), SameResult(result));
        Assert.Equal(6, result.Injected.Count);
    }

    private static Scenario WithDevices(Scenario scenario) => scenario with
    {
        Workload = scenario.Workload with
        {
            Devices = [new DeviceLoad { Irq = 10, PerSecond = 10_000, Level = true, Cpu = 5 }, new DeviceLoad { Irq = 11, PerSecond = 10_000 }],
        },
    };

    private static (string, TickTotals, Percentiles, string) SameResult(DesignResult result) => (
        result.Digest, result.Ticks, result.LatencyNs,
        string.Join(';', result.Detectors.Select(found => $"{found.Name} {found.Cpu} {found.TimeNs}")));

    private static Task<RunAnswer> Inject(TestSilos cluster, string id, int cpu, int vector) =>
        cluster.Machine(Run).Inject(id, cpu, vector);

    private static Task<RunAnswer> Write(
        TestSilos cluster, string id, int cpu, uint value, WrittenRegister register = WrittenRegister.TaskPriority) =>
        cluster.Machine(Run).Write(id, cpu, register, value);

    private static Task<RunAnswer> WritePin(TestSilos cluster, string id, int pin, WrittenRegister register, uint value) =>
        cluster.Machine(Run).WriteRedirection(id, pin, register, value);

    private static RunRequest Request(bool spans) => new()
    {
        Scenario = TestSilos.Request(s_scenario, Design).Scenario, Name = s_scenario.Name, Design = Design, WindowNs = 20_000,
        CheckpointEvery = 8, Trace = true, Spans = spans, Workers = 2,
    };

    private sealed class Sink : ITraceSink
    {
        public List<TraceRecord> Records { get; } = [];

        public void Write(ReadOnlySpan<TraceRecord> records) => Records.AddRange(records);
    }
}
