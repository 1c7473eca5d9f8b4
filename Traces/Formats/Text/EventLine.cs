namespace Tickstorm.Traces.Formats.Text;

/// <summary>The parts of one event line; spans into the line.</summary>
internal ref struct EventLine
{
    /// <summary>The time stamp, ns; of <see cref="IsCount"/> the number as it stands.</summary>
    public long TimeNs;

    /// <summary>True when the time stamp is a whole number: a clock that does not count nanoseconds.</summary>
    public bool IsCount;

    /// <summary>The CPU in square brackets.</summary>
    public int Cpu;

    /// <summary>True when the task is the idle task (pid 0).</summary>
    public bool Idle;

    /// <summary>The task's number; -1 when there is none.</summary>
    public int Pid;

    /// <summary>The flags column.</summary>
    public CaptureContext Context;

    /// <summary>True for a line of the function tracer; then Name is the function.</summary>
    public bool IsFunction;

    /// <summary>True for a line that stands in the latency format, whose CPU has no brackets.</summary>
    public bool IsLatency;

    /// <summary>True when the line does not say which CPU it is of.</summary>
    public bool HasNoCpu;

    /// <summary>What stands before the task's number.</summary>
    public ReadOnlySpan<byte> Head;

    /// <summary>The task's name; with what stands before it, if anything does.</summary>
    public readonly ReadOnlySpan<byte> Task => Head.Trim((byte)' ');

    /// <summary>The event's name without its subsystem.</summary>
    public ReadOnlySpan<byte> Name;

    /// <summary>Everything after the name.</summary>
    public ReadOnlySpan<byte> Fields;
}
