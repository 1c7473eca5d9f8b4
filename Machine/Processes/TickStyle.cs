using Tickstorm.Kernel;
using Tickstorm.Kernel.Designs;
using Tickstorm.Scenarios;

namespace Tickstorm.Processes;

/// <summary>How a kernel ticks under a design: where the CPUs' grids start, and with which of its ticks.</summary>
/// <param name="Phases">The phases, never native; those of a list are not asked for.</param>
/// <param name="HighResolution">True for an hrtimer; false for the low-resolution and the periodic tick, which book one each run.</param>
internal readonly record struct TickStyle(PhaseKind Phases, bool HighResolution)
{
    /// <summary>
    /// The style of a design in a scenario. Native phases: a periodic local timer or alarm starts when its CPU comes up, anywhere; the
    /// low-resolution tick is aligned (tick_nohz_switch_to_nohz); the high-resolution one is skewed where the kernel does that
    /// (tick_setup_sched_timer).
    /// </summary>
    public static TickStyle Of(Scenario scenario, Design design)
    {
        TickSetup tick = scenario.Tick;
        bool oneShot = tick.Mode == TickMode.OneShot && design.OneShot;
        string skew = SwitchTable.Skew.Of(scenario.Kernel);
        bool skews = skew == "always" || skew == "with skew_tick=1" && tick.SkewTick;
        // Where the kernel skews its high-resolution ticks, aligned ones are those of the low resolution.
        bool low = tick.Phases == PhaseKind.Aligned && tick.PhaseList is null && skews;
        bool high = oneShot && (tick.Resolution == TickResolution.High || tick.Resolution == TickResolution.Auto && !low);
        if (tick.Phases != PhaseKind.Native) return new(tick.Phases, high);
        if (!oneShot) return new(PhaseKind.Random, high);
        return new(high && skews ? PhaseKind.Skewed : PhaseKind.Aligned, high);
    }
}
