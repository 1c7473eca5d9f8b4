using Tickstorm.Results;
using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Tests;

/// <summary>Record streams as a run would write them, made by hand.</summary>
internal sealed class Streams
{
    private readonly List<TraceRecord> _records = [];
    private readonly Dictionary<int, uint> _sequence = [];

    public TraceRunInfo Info { get; init; } = new()
    {
        RunId = "irq0-2007/irq0-edge/1", Scenario = "irq0-2007", Design = "irq0-edge", Cpus = 4,
    };

    /// <summary>In the total order (time, process, sequence).</summary>
    public TraceRecord[] Records =>
        [.. _records.OrderBy(record => record.Order)];

    public Streams Add(
        long time, int cpu, TraceKind kind, long interrupt, short vector = 0x31, short line = 0, int peer = -1, long argument = 0)
    {
        uint sequence = _sequence[cpu] = _sequence.GetValueOrDefault(cpu) + 1;
        _records.Add(new TraceRecord(time, cpu, sequence, kind, cpu, interrupt, vector, line, peer, argument));
        return this;
    }

    /// <summary>
    /// The collision of the timeline in the facts: every CPU expires at once, CPU 0 wins, the others are dropped and never tick again.
    /// </summary>
    public static Streams EdgeCollision(int cpus, int ticks)
    {
        Streams streams = new()
        {
            Info = new TraceRunInfo { RunId = "irq0-2007/irq0-edge/1", Scenario = "irq0-2007", Design = "irq0-edge", Cpus = cpus },
        };
        for (int tick = 1; tick <= ticks; tick++)
        {
            long due = tick * 1_000_000L;
            bool collides = tick == 1 && cpus > 1;
            streams.Arrives(0, due, tick);
            streams.Add(due + 400, 0, TraceKind.LockWaitEnd, tick).Add(due + 400, 0, TraceKind.InProgressSet, tick);
            streams.Add(due + 450, 0, TraceKind.Eoi, tick).Add(due + 550, 0, TraceKind.HandlerEnter, tick);
            long free = due + 550;
            for (int cpu = 1; cpu < cpus && collides; cpu++)
            {
                streams.Arrives(cpu, due, 1);
                streams.Add(free, cpu, TraceKind.LockWaitEnd, 1, peer: cpu - 1, argument: free - (due + 400));
                if (cpu == 1) streams.Add(free, cpu, TraceKind.PendingSet, 1);
                streams.Add(free, cpu, TraceKind.Dropped, 1, peer: 0, argument: (long)DropReason.LineInProgress);
                streams.Add(free + 150, cpu, TraceKind.Eoi, 1).Add(free + 200, cpu, TraceKind.Returned, 1);
                free += 150;
            }

            streams.Add(due + 5_550, 0, TraceKind.Armed, tick, argument: due + 1_000_000).Add(due + 5_550, 0, TraceKind.HandlerExit, tick);
            if (collides)
            {
                streams.Add(due + 5_550, 0, TraceKind.PendingCleared, tick).Add(due + 5_700, 0, TraceKind.SpuriousRun, tick);
                streams.Add(due + 5_700, 0, TraceKind.HandlerEnter, tick).Add(due + 6_150, 0, TraceKind.HandlerExit, tick);
            }

            streams.Add(due + 6_200, 0, TraceKind.InProgressCleared, tick).Add(due + 6_250, 0, TraceKind.Returned, tick);
        }

        for (int cpu = 1; cpu < cpus; cpu++) streams.Add(ticks * 1_000_000L + 500_000, cpu, TraceKind.Stalled, 0, vector: -1, line: -1);
        return streams;
    }

    /// <summary>Every CPU ticks by its own vector; CPU 1 sends CPU 0 a reschedule IPI each tick.</summary>
    public static Streams Native(int cpus, int ticks)
    {
        Streams streams = new()
        {
            Info = new TraceRunInfo { RunId = "irq0-2007/native-lapic/1", Scenario = "irq0-2007", Design = "native-lapic", Cpus = cpus },
        };
        for (int tick = 1; tick <= ticks; tick++)
        {
            for (int cpu = 0; cpu < cpus; cpu++)
            {
                long due = tick * 1_000_000L + cpu * 100;
                long number = cpu == 0 && cpus > 1 ? 2 * tick - 1 : tick;
                streams.Add(due, cpu, TraceKind.Raised, number, 0xef, -1).Add(due, cpu, TraceKind.Accepted, number, 0xef, -1);
                streams.Add(due + 300, cpu, TraceKind.Dispatched, number, 0xef, -1).Add(
                    due + 400, cpu, TraceKind.HandlerEnter, number, 0xef, -1);
                streams.Add(due + 5_300, cpu, TraceKind.Armed, number, 0xef, -1, argument: due + 1_000_000);
                streams.Add(due + 5_400, cpu, TraceKind.HandlerExit, number, 0xef, -1).Add(
                    due + 5_430, cpu, TraceKind.Eoi, number, 0xef, -1);
                if (cpu == 1) streams.Add(due + 5_430, cpu, TraceKind.IpiSent, number, 0xfc, -1, peer: 0);
                streams.Add(due + 5_450, cpu, TraceKind.Returned, number, 0xef, -1);
            }

            if (cpus < 2) continue;
            long sent = tick * 1_000_000L + 5_730;
            streams.Add(sent, 0, TraceKind.Accepted, 2 * tick, 0xfc, -1).Add(sent + 300, 0, TraceKind.Dispatched, 2 * tick, 0xfc, -1);
            streams.Add(sent + 350, 0, TraceKind.HandlerEnter, 2 * tick, 0xfc, -1).Add(
                sent + 850, 0, TraceKind.HandlerExit, 2 * tick, 0xfc, -1);
            streams.Add(sent + 860, 0, TraceKind.Eoi, 2 * tick, 0xfc, -1).Add(sent + 900, 0, TraceKind.Returned, 2 * tick, 0xfc, -1);
        }

        return streams;
    }

    /// <summary>The exact totals that such a run would report.</summary>
    public TraceTotals Totals()
    {
        long Count(TraceKind kind) => _records.LongCount(record => record.Kind == kind);
        HashSet<(
            int, long)> ticks =
            [.. _records.Where(record => record.Kind == TraceKind.Raised).Select(record => (record.Cpu, record.Interrupt))];
        long handled = _records.Where(record => record.Kind == TraceKind.HandlerEnter && ticks.Contains((record.Cpu, record.Interrupt)))
            .Select(record => (record.Cpu, record.Interrupt)).Distinct().LongCount();
        long raised = Count(TraceKind.Raised), dropped = Count(TraceKind.Dropped), coalesced = Count(TraceKind.Coalesced),
            masked = Count(TraceKind.Masked);
        return new TraceTotals
        {
            Ticks = new TickTotals(raised, raised, handled, 0, coalesced, dropped, masked, raised - handled - dropped - coalesced - masked),
            SpuriousRuns = Count(TraceKind.SpuriousRun),
            StalledCpus = (int)Count(TraceKind.Stalled),
            SimulatedNs = _records.Max(record => record.Time) + 1_000,
            Digest = new string('a', 64),
            Detectors = [new DetectorReport("rcu-stall", 1, 21_000_000_000, "rcu: INFO: self-detected stall, \"(0 ticks this GP)\"")],
        };
    }

    private void Arrives(int cpu, long due, long number)
    {
        Add(due, cpu, TraceKind.Raised, number).Add(due, cpu, TraceKind.Accepted, number);
        Add(due + 300, cpu, TraceKind.Dispatched, number).Add(due + 400, cpu, TraceKind.LockWaitBegin, number);
    }
}
