namespace Tickstorm.Scenarios;

/// <summary>The clock event device of the whole machine that ticks or wakes in place of local timers.</summary>
public enum BroadcastDevice
{
    /// <summary>None.</summary>
    None,

    /// <summary>The PIT's channel 0.</summary>
    Pit,

    /// <summary>The HPET's timer 0 with legacy replacement.</summary>
    Hpet,

    /// <summary>An hrtimer of one of the CPUs (tick-broadcast-hrtimer.c).</summary>
    Hrtimer,
}

/// <summary>Devices as scenarios and results spell them.</summary>
public static class BroadcastDevices
{
    /// <summary>The first kernel that can broadcast by an hrtimer.</summary>
    public const string HrtimerFrom = "3.15";

    /// <summary>The words of scenarios.</summary>
    public static (string Word, BroadcastDevice Device)[] Words { get; } =
    [
        ("none", BroadcastDevice.None), ("pit", BroadcastDevice.Pit), ("hpet", BroadcastDevice.Hpet), ("hrtimer", BroadcastDevice.Hrtimer),
    ];

    /// <summary>none, pit, hpet or hrtimer.</summary>
    public static string Name(this BroadcastDevice device) => Words[(int)device].Word;
}
