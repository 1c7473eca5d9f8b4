using Tickstorm.Tracing;

namespace Tickstorm.Traces.Runs;

/// <summary>The names under which records stand in trace files.</summary>
/// <remarks>
/// A handler's begin and end have the kernel's own events, so that existing tools know them; everything else is something
/// that no kernel can show and belongs to the subsystem <c>tickstorm</c>.
/// </remarks>
internal static class SimulatedEvents
{
    /// <summary>The subsystem of our own events.</summary>
    public const string System = "tickstorm";

    /// <summary>The event that holds the run's description, as JSON.</summary>
    public const string RunInfo = "run_info";

    /// <summary>The event that holds the run's exact totals, as JSON.</summary>
    public const string RunTotals = "run_totals";

    private static readonly string[] s_names =
    [
        "tick_raised", "irr_set", "irq_dispatched", "lock_wait_begin", "lock_wait_end", "handler_enter", "handler_exit", "eoi_written",
        "timer_armed", "tick_coalesced", "tick_masked", "tick_dropped", "cpu_stalled", "pending_set", "pending_cleared",
        "in_progress_set", "in_progress_cleared", "spurious_run", "ipi_sent", "irq_returned",
    ];

    private static readonly byte[][] s_utf8 = [.. s_names.Select(global::System.Text.Encoding.ASCII.GetBytes)];

    /// <summary>Every kind there is.</summary>
    public static IReadOnlyList<TraceKind> Kinds { get; } = Enum.GetValues<TraceKind>();

    /// <summary>True for the kinds that have a kernel event.</summary>
    public static bool IsKernels(TraceKind kind) => kind is TraceKind.HandlerEnter or TraceKind.HandlerExit;

    /// <summary>The name of our own event for a kind.</summary>
    public static string Name(TraceKind kind) => s_names[(int)kind];

    /// <summary>The same as bytes.</summary>
    public static ReadOnlySpan<byte> Utf8Name(TraceKind kind) => s_utf8[(int)kind];

    /// <summary>The kind with this name.</summary>
    public static bool TryKind(ReadOnlySpan<byte> name, out TraceKind kind)
    {
        for (int i = 0; i < s_utf8.Length; i++)
        {
            if (!name.SequenceEqual(s_utf8[i])) continue;
            kind = (TraceKind)i;
            return true;
        }

        kind = default;
        return false;
    }

    /// <summary>The kind of a kernel event's name without "_entry" or "_exit"; false for an event of another kind.</summary>
    public static bool IsHandler(ReadOnlySpan<byte> name, out TraceKind kind)
    {
        kind = name.EndsWith("_entry"u8) ? TraceKind.HandlerEnter : TraceKind.HandlerExit;
        return name.EndsWith("_entry"u8) || name.EndsWith("_exit"u8);
    }

    /// <summary>The names of the vectors with an entry of their own.</summary>
    public static string[] VectorEvents { get; } = [VectorNames.LocalTimer, "reschedule", "call_function"];
}
