namespace Tickstorm.Traces.Formats.Text;

/// <summary>The text formats of traces.</summary>
public enum TextFormat
{
    /// <summary>The kernel's own, from /sys/kernel/tracing/trace.</summary>
    Ftrace,

    /// <summary>What <c>trace-cmd report</c> prints.</summary>
    TraceCmdReport,

    /// <summary>What <c>perf script</c> prints.</summary>
    PerfScript,
}
