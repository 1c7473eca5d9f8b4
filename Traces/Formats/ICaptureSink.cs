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

    /// <summary>Events that the tracer itself lost here; null when it does not say how many. The CPU is -1 when it does not say which.
    /// </summary>
    void Lost(int cpu, long? count);

    /// <summary>
    /// A line that was passed over, and what is wrong with it: it is no event and no note of a tracer, or an event without the field that
    /// it counts by.
    /// </summary>
    void Skipped(string place, string wrong, ReadOnlySpan<byte> line)
    {
    }

    /// <summary>What the reader had to assume or could not know, as a sentence.</summary>
    void Remark(string note)
    {
    }

    /// <summary>The capture does not say of which CPUs its events are; all are given out as those of CPU 0.</summary>
    void WithoutCpus()
    {
    }

    /// <summary>The time stamps of the events to come are no finer than this.</summary>
    void Resolution(long ns)
    {
    }

    /// <summary>
    /// The file ends where it was not to end; what was whole before that has been given out. <paramref name="isSure"/> is false where it
    /// only may have been cut.
    /// </summary>
    void Cut(string place, string wrong, bool isSure);

    /// <summary>The file says two things that cannot both be; it is read on, and its figures are not to be relied on.</summary>
    void Contradiction(string place, string wrong)
    {
    }

    /// <summary>A record of the simulator.</summary>
    void Record(in TraceRecord record);

    /// <summary>What the simulator says of the run: at the start of a file, and with the exact totals at its end.</summary>
    void Run(TraceRunInfo info, TraceTotals? totals);
}
