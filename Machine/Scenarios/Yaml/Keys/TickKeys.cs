namespace Tickstorm.Scenarios.Yaml.Keys;

/// <summary>Keys of the tick.</summary>
internal static class TickKeys
{
    public static IEnumerable<ScenarioKey> All { get; } =
    [
        Key("hz", "Ticks per second.", ScalarTypes.Whole(1, 100_000), t => t.Hz, WithHz),
        Key("mode", "oneshot: the handler arms each next expiry; periodic: the device does.",
            ScalarTypes.Word(("oneshot", TickMode.OneShot), ("periodic", TickMode.Periodic)), t => t.Mode, (t, v) => t with { Mode = v }),
        Key("nohz", "True when idle CPUs stop their tick.", ScalarTypes.Flag, t => t.NoHz, (t, v) => t with { NoHz = v }),
        new NoHzFullKey(),
        Key("skewTick", "The boot parameter skew_tick=1 (from 3.5 on): native phases of the high-resolution tick are skewed.",
            ScalarTypes.Flag, t => t.SkewTick, (t, v) => t with { SkewTick = v }),
        Key("maxDeferment", "The longest sleep of an idle CPU that drops the timekeeper's duty, from 2.6.33 on; 0ns for no limit.",
            ScalarTypes.Duration(0, 86_400_000_000_000), t => t.MaxDefermentNs, (t, v) => t with { MaxDefermentNs = v }),
        Key("minDelta", "The shortest that a CPU's timer is programmed for; 0ns for no limit; with tick.mode oneshot.", ScalarTypes.Cost,
            t => t.MinDeltaNs, (t, v) => t with { MinDeltaNs = v }),
        Key("broadcast",
            "The device that wakes CPUs whose local timer stops in deep idle states (C3STOP); none when no local timer stops; with " +
            "tick.mode oneshot.",
            ScalarTypes.Word(BroadcastDevices.Words), t => t.Broadcast, (t, v) => t with { Broadcast = v }),
        Key("deepIdle", "An idle CPU with nothing due for as long goes into a state that stops its local timer; with tick.broadcast.",
            ScalarTypes.Duration(0, 86_400_000_000_000), t => t.DeepIdleNs, (t, v) => t with { DeepIdleNs = v }),
        Key("resolution",
            "The one-shot tick: low re-runs in full, high finds nothing expired; auto is low where phases are aligned and the kernel " +
            "skews the high one.",
            ScalarTypes.Word(("auto", TickResolution.Auto), ("low", TickResolution.Low), ("high", TickResolution.High)),
            t => t.Resolution, (t, v) => t with { Resolution = v }),
        new PhasesKey(),
        new HandlerKey(),
        Key("timekeeper", "The CPU that advances jiffies at the start.", ScalarTypes.Whole(0, 999_999), t => t.Timekeeper,
            (t, v) => t with { Timekeeper = v }),
        new ScalarKey<int>("tick.vmiAlarmHz", "The rate of VMI alarms; 0 means as tick.hz.", ScalarTypes.Whole(0, 100_000),
            s => s.Tick.VmiAlarmHz, (s, v) => s with { Tick = s.Tick with { VmiAlarmHz = v } }) { Aliases = ["tick.vmi.alarmHz"] },
    ];

    private static ScalarKey<T> Key<T>(
        string name, string meaning, ScalarType<T> type, Func<TickSetup, T> get, Func<TickSetup, T, TickSetup> set) =>
        new("tick." + name, meaning, type, s => get(s.Tick), (s, v) => s with { Tick = set(s.Tick, v) });

    // Phases are below the period: where another rate is asked for, those that were listed for this one fall where they do in it.
    private static TickSetup WithHz(TickSetup tick, int hz)
    {
        TickSetup changed = tick with { Hz = hz };
        if (tick.PhaseList is not { } phases) return changed;
        return changed with { PhaseList = [.. phases.Select(phase => phase % changed.PeriodNs)] };
    }
}
