namespace Tickstorm.Traces.Formats.Text;

/// <summary>The parts of one event line; spans into the line.</summary>
internal ref struct EventLine
{
    /// <summary>The time stamp, ns.</summary>
    public long TimeNs;

    /// <summary>The CPU in square brackets.</summary>
    public int Cpu;

    /// <summary>True when the task is the idle task (pid 0).</summary>
    public bool Idle;

    /// <summary>True for a line of the function tracer; then Name is the function.</summary>
    public bool IsFunction;

    /// <summary>The event's name without its subsystem.</summary>
    public ReadOnlySpan<byte> Name;

    /// <summary>Everything after the name.</summary>
    public ReadOnlySpan<byte> Fields;
}
