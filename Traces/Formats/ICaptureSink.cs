using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Formats;

/// <summary>Takes what a reader finds, in the order of the file.</summary>
public interface ICaptureSink
{
    /// <summary>The number of CPUs, as far as the file's header says.</summary>
    void Cpus(int count);

    /// <summary>
    /// An event of a real kernel; <paramref name="name"/> is the event's name, or the action's name for IRQ events. Valid during the call
    /// only.
    /// </summary>
    void Event(in CaptureEvent captured, ReadOnlySpan<byte> name);

    /// <summary>Events that the tracer itself lost; null when it does not say how many.</summary>
    void Lost(int cpu, long? count);

    /// <summary>
    /// The file ends where it was not to end; what was whole before that has been given out. <paramref name="isSure"/> is false where it
    /// only may have been cut.
    /// </summary>
    void Cut(string place, string wrong, bool isSure);

    /// <summary>A record of the simulator.</summary>
    void Record(in TraceRecord record);

    /// <summary>What the simulator says of the run: at the start of a file, and with the exact totals at its end.</summary>
    void Run(TraceRunInfo info, TraceTotals? totals);
}
