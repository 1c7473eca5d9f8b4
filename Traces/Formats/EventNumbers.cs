using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Formats;

/// <summary>The numbers that a binary format gives to the events of records, both ways.</summary>
/// <param name="own">The number of the first kind's own event; those of the other kinds follow.</param>
/// <param name="runInfo">The run's description.</param>
/// <param name="runTotals">The run's totals.</param>
/// <param name="irqEntry">The kernel's irq_handler_entry.</param>
/// <param name="irqExit">The kernel's irq_handler_exit.</param>
/// <param name="firstVector">Entry of the first vector with an event of its own; its exit and the others follow.</param>
/// <param name="schedSwitch">The kernel's sched_switch.</param>
internal sealed class EventNumbers(int own, int runInfo, int runTotals, int irqEntry, int irqExit, int firstVector, int schedSwitch)
{
    private readonly int[] _entries =
        [.. Enumerable.Range(0, 256).Select(vector =>
            firstVector + 2 * Math.Max(0, Array.IndexOf(SimulatedEvents.VectorEvents, VectorNames.Of(vector))))];

    /// <summary>The run's description.</summary>
    public int RunInfo => runInfo;

    /// <summary>The run's totals.</summary>
    public int RunTotals => runTotals;

    /// <summary>The kernel's irq_handler_entry.</summary>
    public int IrqEntry => irqEntry;

    /// <summary>The kernel's irq_handler_exit.</summary>
    public int IrqExit => irqExit;

    /// <summary>The kernel's sched_switch, by which viewers tell a CPU that ticks from one that is idle or silent.</summary>
    public int SchedSwitch => schedSwitch;

    /// <summary>The number of our own event for a kind.</summary>
    public int Own(TraceKind kind) => own + (int)kind;

    /// <summary>The entry of a vector of <see cref="SimulatedEvents.VectorEvents"/>; its exit is the next number.</summary>
    public int VectorEntry(int index) => firstVector + 2 * index;

    /// <summary>The number of a record's event.</summary>
    public int Of(in TraceRecord record)
    {
        if (!SimulatedEvents.IsKernels(record.Kind)) return Own(record.Kind);
        bool enter = record.Kind == TraceKind.HandlerEnter;
        return record.Line >= 0 ? enter ? irqEntry : irqExit : _entries[record.Vector & 0xff] + (enter ? 0 : 1);
    }

    /// <summary>What an event is; null when no event has this number.</summary>
    public StreamItem? Item(int number, out TraceKind kind)
    {
        kind = default;
        if (number == runInfo) return StreamItem.RunInfo;
        if (number == runTotals) return StreamItem.RunTotals;
        if (number == schedSwitch) return StreamItem.Decoration;
        int vector = number - firstVector;
        if (number == irqEntry) kind = TraceKind.HandlerEnter;
        else if (number == irqExit) kind = TraceKind.HandlerExit;
        else if (vector >= 0 && vector < 2 * SimulatedEvents.VectorEvents.Length)
            kind = vector % 2 == 0 ? TraceKind.HandlerEnter : TraceKind.HandlerExit;
        else if (SimulatedEvents.IsKind(number - own)) kind = (TraceKind)(number - own);
        else return null;
        return StreamItem.Record;
    }
}
