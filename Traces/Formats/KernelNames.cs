namespace Tickstorm.Traces.Formats;

/// <summary>The names that kernels have for ticks and timer interrupts.</summary>
internal static class KernelNames
{
    /// <summary>
    /// True for the function of the tick's hrtimer: tick_sched_timer until 6.7, tick_nohz_highres_handler in 6.8, tick_nohz_handler since.
    /// </summary>
    public static bool IsTickTimer(ReadOnlySpan<byte> function) =>
        function.StartsWith("tick_sched_timer"u8) || function.StartsWith("tick_nohz_handler"u8)
            || function.StartsWith("tick_nohz_highres_handler"u8);

    /// <summary>True for a name that functions of hrtimers have in the kernel: then the names of a capture are its own kernel's.</summary>
    public static bool IsTimerFunction(ReadOnlySpan<byte> function) =>
        function.IndexOf("timer"u8) >= 0 || function.StartsWith("tick_"u8) || function.IndexOf("watchdog"u8) >= 0;

    /// <summary>True for a function that is entered once a tick: those of the timer, and the handlers of a clock event device.</summary>
    public static bool IsTickFunction(ReadOnlySpan<byte> function) =>
        function.SequenceEqual("tick_handle_periodic"u8) || function.SequenceEqual("tick_sched_timer"u8)
            || function.SequenceEqual("tick_nohz_handler"u8) || IsLowResolutionTick(function)
            || function.SequenceEqual("tick_nohz_highres_handler"u8);

    /// <summary>True for the handler of low resolution NO_HZ since 6.8, which may call the function of the timer.</summary>
    public static bool IsLowResolutionTick(ReadOnlySpan<byte> function) => function.SequenceEqual("tick_nohz_lowres_handler"u8);

    /// <summary>True for an event of irq_vectors (arch/x86/include/asm/trace/irq_vectors.h), which have had a field "vector" since 3.10.
    /// </summary>
    public static bool IsVector(ReadOnlySpan<byte> name) =>
        name.StartsWith("local_timer_"u8) || name.StartsWith("reschedule_"u8) || name.StartsWith("call_function_"u8)
            || name.StartsWith("irq_work_"u8) || name.StartsWith("spurious_apic_"u8) || name.StartsWith("error_apic_"u8)
            || name.StartsWith("threshold_apic_"u8) || name.StartsWith("deferred_error_apic_"u8) || name.StartsWith("thermal_apic_"u8)
            || name.StartsWith("x86_platform_ipi_"u8);

    /// <summary>True for the action of a clock event device: "timer", "arch_timer", "riscv-timer", "twd", "hpet2", "timer0" ...</summary>
    /// <remarks>
    /// Drivers of clock event devices name their interrupt so: nearly all by the word timer, the rest are listed. Watchdogs and the
    /// sound cards' timers do not drive the tick.
    /// </remarks>
    public static bool IsTimerAction(ReadOnlySpan<byte> name)
    {
        if (IsWord(name, "hpet"u8) || IsWord(name, "mct_tick"u8) || IsWord(name, "stimer"u8)) return true;
        if (name.SequenceEqual("twd"u8) || name.SequenceEqual("ttc_clockevent"u8) || name.SequenceEqual("pit"u8)
            || name.SequenceEqual("at91_tick"u8) || name.SequenceEqual("jcore_pit"u8) || name.EndsWith("clockevent"u8)
            || name.EndsWith("per_cpu_tick"u8) || name.EndsWith("-clkevt"u8) || name.EndsWith("_tick"u8))
        {
            return true;
        }

        return (name.IndexOf("timer"u8) >= 0 || name.IndexOf("Timer"u8) >= 0)
            && name.IndexOf("watchdog"u8) < 0 && name.IndexOf("wdt"u8) < 0 && name.IndexOf("snd"u8) < 0;
    }

    // The word with a number behind it, or none.
    private static bool IsWord(ReadOnlySpan<byte> name, ReadOnlySpan<byte> word) =>
        name.StartsWith(word) && name[word.Length..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
}
