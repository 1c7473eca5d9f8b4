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

    private static readonly TraceKind[] s_kinds = Enum.GetValues<TraceKind>();

    private static readonly string[] s_names = [.. s_kinds.Select(NameOf)];

    private static readonly byte[][] s_utf8 = [.. s_names.Select(global::System.Text.Encoding.ASCII.GetBytes)];

    // By a key of a name's length and some of its bytes: false where no name of ours has it.
    private static readonly bool[] s_mayBe = MayBe();

    /// <summary>Every kind there is.</summary>
    public static IReadOnlyList<TraceKind> Kinds => s_kinds;

    /// <summary>True when a number in a file is that of a kind.</summary>
    public static bool IsKind(int number) => (uint)number < (uint)s_kinds.Length;

    /// <summary>True for the kinds that have a kernel event.</summary>
    public static bool IsKernels(TraceKind kind) => kind is TraceKind.HandlerEnter or TraceKind.HandlerExit;

    /// <summary>
    /// True for what happens while its CPU is in an interrupt, with interrupts off; expiries and arrivals happen to it whatever it does.
    /// </summary>
    public static bool IsInInterrupt(in TraceRecord record) => record.Kind switch
    {
        TraceKind.Raised or TraceKind.Accepted or TraceKind.Coalesced or TraceKind.Masked or TraceKind.Stalled or TraceKind.Stolen
            or TraceKind.Detected or TraceKind.SoftirqRan => false,
        TraceKind.VmExit =>
            record.Interrupt != 0 && VirtualExit.Reason(record.Argument) is ExitReason.ArmTimer or ExitReason.EndOfInterrupt,
        TraceKind.IpiSent => record.Interrupt != 0,
        _ => true,
    };

    /// <summary>The name of our own event for a kind.</summary>
    public static string Name(TraceKind kind) => s_names[(int)kind];

    /// <summary>The same as bytes.</summary>
    public static ReadOnlySpan<byte> Utf8Name(TraceKind kind) => s_utf8[(int)kind];

    /// <summary>The kind with this name.</summary>
    public static bool TryKind(ReadOnlySpan<byte> name, out TraceKind kind)
    {
        // Every line of a text asks this, and nearly all are others' events.
        kind = default;
        if (name.Length < 3 || !s_mayBe[Key(name)]) return false;
        for (int i = 0; i < s_utf8.Length; i++)
        {
            if (!name.SequenceEqual(s_utf8[i])) continue;
            kind = (TraceKind)i;
            return true;
        }

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

    private static int Key(ReadOnlySpan<byte> name) => (name.Length + 5 * name[0] + 31 * name[2] + 7 * name[^1]) & 0xff;

    private static bool[] MayBe()
    {
        bool[] keys = new bool[256];
        foreach (byte[] name in s_utf8) keys[Key(name)] = true;
        return keys;
    }

    private static string NameOf(TraceKind kind) => kind switch
    {
        TraceKind.Raised => "tick_raised",
        TraceKind.Accepted => "irr_set",
        TraceKind.Dispatched => "irq_dispatched",
        TraceKind.LockWaitBegin => "lock_wait_begin",
        TraceKind.LockWaitEnd => "lock_wait_end",
        TraceKind.HandlerEnter => "handler_enter",
        TraceKind.HandlerExit => "handler_exit",
        TraceKind.Eoi => "eoi_written",
        TraceKind.Armed => "timer_armed",
        TraceKind.Coalesced => "tick_coalesced",
        TraceKind.Masked => "tick_masked",
        TraceKind.Dropped => "tick_dropped",
        TraceKind.Stalled => "cpu_stalled",
        TraceKind.PendingSet => "pending_set",
        TraceKind.PendingCleared => "pending_cleared",
        TraceKind.InProgressSet => "in_progress_set",
        TraceKind.InProgressCleared => "in_progress_cleared",
        TraceKind.SpuriousRun => "spurious_run",
        TraceKind.IpiSent => "ipi_sent",
        TraceKind.Returned => "irq_returned",
        TraceKind.LineOperation => "line_operation",
        TraceKind.LineMoved => "line_moved",
        TraceKind.LineMoveFailed => "line_move_failed",
        TraceKind.TickStopped => "tick_stopped",
        TraceKind.TickRestarted => "tick_restarted",
        TraceKind.Late => "tick_late",
        TraceKind.Stolen => "vcpu_stolen",
        TraceKind.ProgramFailed => "timer_past",
        TraceKind.Detected => "detector_said",
        TraceKind.VmExit => "vm_exit",
        TraceKind.GuestRestored => "guest_restored",
        TraceKind.CpuOffline => "cpu_offline",
        TraceKind.CpuOnline => "cpu_online",
        TraceKind.Injected => "interrupt_injected",
        TraceKind.RegisterWritten => "register_written",
        TraceKind.SoftirqRan => "softirq_ran",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "a kind of record without a name"),
    };
}
