using Tickstorm.Processes.Cores;
using Tickstorm.Results;

namespace Tickstorm.Simulation;

/// <summary>What became of a CPU at the end of a run.</summary>
internal static class CoreJudge
{
    /// <summary>No event of its own can lead to a handled tick, although its kernel wants one.</summary>
    public static bool IsStalled(ref Core core, CoreModel model, byte tickVector)
    {
        if (!core.WantsTick || model.IsBroadcastTo(ref core) || model.IsAwayWithin(ref core)) return false;
        // In an interrupt: its handler may still arm, its wait may still end well.
        if (core.Step is not (CpuStep.None or CpuStep.IrqsOff or CpuStep.Off)) return false;
        if (IsBlocked(ref core, tickVector)) return true;
        if (core.WaitingTickNs >= 0 || model.IsAlarmSuspended(ref core)) return false;
        return core.Apic.TimerExpiryNs == long.MaxValue || core.Apic.TimerMasked;
    }

    /// <summary>A stalled CPU stays silent even when it idles, which arms the timer again (hrtimer_force_reprogram) and no more.</summary>
    public static bool IsDead(ref Core core, byte tickVector) => core.Apic.TimerMasked || IsBlocked(ref core, tickVector);

    private static bool IsBlocked(ref Core core, byte tickVector) => core.Apic.ProcessorPriority >> 4 >= tickVector >> 4;

    /// <summary>It wanted ticks throughout the last periods and handled none.</summary>
    public static bool IsStarved(ref Core core, CoreModel model, long endNs, long periodNs)
    {
        // The periods of an alarm of available time are none of real time.
        if (model.CountsAvailable) return false;
        long since = endNs - DesignResult.StarvedPeriods * periodNs;
        return core.WantsTick && since >= 0 && core.LastHandledNs < since && model.WantedSinceNs(ref core) <= since;
    }

    /// <summary>
    /// Each accepted interrupt got exactly one EOI and one irq_enter and irq_exit pair, but for those that are in flight.
    /// </summary>
    public static bool KeepsC6(ref Core core, CoreModel model)
    {
        uint open = core.Enters - core.Exits;
        uint inService = open == 0 ? 0 : model.InService(ref core);
        return open <= 1 + model.Depth(ref core) && core.Eois + inService == core.Dispatched;
    }
}
