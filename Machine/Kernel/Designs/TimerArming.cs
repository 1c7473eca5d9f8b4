using Tickstorm.Scenarios;

namespace Tickstorm.Kernel.Designs;

/// <summary>What a timer device makes of the time that its kernel arms it for.</summary>
/// <param name="Device">The device.</param>
/// <param name="IsAbsolute">True when it is given a time, false when it is given how long from now on.</param>
/// <param name="RefusesPast">True when it answers -ETIME to a time that has passed; otherwise such a time is due at once.</param>
/// <param name="ResolutionNs">What it counts in, ns.</param>
/// <param name="MinDeltaNs">min_delta_ns of its clock event device: the kernel never asks for less.</param>
/// <param name="MaxDeltaNs">The longest that it can be armed for, ns: what is farther away is reached through an early wake.</param>
/// <param name="EndsItself">True when its interrupt needs no EOI (AutoEOI of a synthetic interrupt source).</param>
/// <remarks>
/// arch/x86/kernel/apic/apic.c lapic_next_event, lapic_next_deadline (0xf steps of 8 cycles at least: 40 ns at 3 GHz);
/// arch/x86/xen/time.c xen_timerop_set_next_event, xen_vcpuop_set_next_event, TIMER_SLOP, max_delta_ns;
/// drivers/clocksource/hyperv_timer.c hv_ce_set_next_event, HV_MIN_DELTA_TICKS, HV_MAX_MAX_DELTA_TICKS. See <see cref="SwitchTable"/> for
/// what differs between versions.
/// </remarks>
public sealed record TimerArming(
    TimerDevice Device, bool IsAbsolute, bool RefusesPast, long ResolutionNs, long MinDeltaNs, long MaxDeltaNs, bool EndsItself = false)
{
    private const long Count32 = uint.MaxValue;
    private const long DeadlineMinNs = 40;
    private const long HyperVUnitNs = 100;

    /// <summary>The device of a design in a kernel.</summary>
    public static TimerArming Of(Design design, KernelVersion kernel)
    {
        ArgumentNullException.ThrowIfNull(design);
        return design.Timer switch
        {
            TimerDevice.Count => new(design.Timer, false, false, 1, 0, Count32),
            TimerDevice.TscDeadline => new(design.Timer, true, false, 1, DeadlineMinNs, long.MaxValue),
            TimerDevice.XenTimerOp => new(design.Timer, true, false, 1, SwitchTable.XenTimerSlop.Of(kernel), Count32),
            TimerDevice.XenSingleshot => new(
                design.Timer, true, SwitchTable.XenRefusesPast.Of(kernel), 1, SwitchTable.XenTimerSlop.Of(kernel), Count32),
            TimerDevice.HyperVStimer => new(
                design.Timer, true, false, HyperVUnitNs, HyperVUnitNs, Count32 * HyperVUnitNs,
                EndsItself: !SwitchTable.HypervStimerDirect.Of(kernel)),
            _ => throw new ArgumentException($"There is no timer {design.Timer}.", nameof(design)),
        };
    }

    /// <summary>When it expires.</summary>
    /// <param name="targetNs">The time that is wanted, ns.</param>
    /// <param name="readNs">When the kernel read its clock to say so, ns.</param>
    /// <param name="nowNs">When the device is told, ns, not before <paramref name="readNs"/>.</param>
    /// <returns>The time, not before <paramref name="nowNs"/>; null when it refuses.</returns>
    public long? ExpiryNs(long targetNs, long readNs, long nowNs)
    {
        long delta = Math.Clamp(targetNs - readNs, MinDeltaNs, MaxDeltaNs);
        if (!IsAbsolute) return nowNs + delta;
        long time = delta > long.MaxValue - ResolutionNs - readNs ? long.MaxValue : Rounded(readNs + delta);
        if (time > nowNs) return time;
        return RefusesPast ? null : nowNs;
    }

    // Up: the kernel rounds its clock and the difference down, and finds its time past all the same when the interrupt has got to it.
    private long Rounded(long ns) => (ns + ResolutionNs - 1) / ResolutionNs * ResolutionNs;
}
