namespace Tickstorm.Kernel.Designs;

/// <summary>Chips and flow handlers as results spell them.</summary>
public static class Names
{
    /// <summary>io-apic, local, lapic, xt-pic, or null for none.</summary>
    public static string? Name(this ChipKind chip) => chip switch
    {
        ChipKind.None => null,
        ChipKind.IoApic => "io-apic",
        ChipKind.Local => "local",
        ChipKind.Lapic => "lapic",
        ChipKind.XtPic => "xt-pic",
        _ => throw new ArgumentOutOfRangeException(nameof(chip)),
    };

    /// <summary>local-timer, alarm or broadcast.</summary>
    public static string Name(this TickSource source) => source switch
    {
        TickSource.LocalTimer => "local-timer",
        TickSource.Alarm => "alarm",
        TickSource.Broadcast => "broadcast",
        _ => throw new ArgumentOutOfRangeException(nameof(source)),
    };

    /// <summary>count, tsc-deadline, xen-timer-op, xen-singleshot or hyperv-stimer.</summary>
    public static string Name(this TimerDevice timer) => timer switch
    {
        TimerDevice.Count => "count",
        TimerDevice.TscDeadline => "tsc-deadline",
        TimerDevice.XenTimerOp => "xen-timer-op",
        TimerDevice.XenSingleshot => "xen-singleshot",
        TimerDevice.HyperVStimer => "hyperv-stimer",
        _ => throw new ArgumentOutOfRangeException(nameof(timer)),
    };

    /// <summary>interrupt, preemption-timer or posted.</summary>
    public static string Name(this ExpiryPath path) => path switch
    {
        ExpiryPath.Interrupt => "interrupt",
        ExpiryPath.PreemptionTimer => "preemption-timer",
        ExpiryPath.Posted => "posted",
        _ => throw new ArgumentOutOfRangeException(nameof(path)),
    };

    /// <summary>simple, level, fasteoi, edge, edge-eoi, percpu, percpu-devid, do-irq, or null for none.</summary>
    public static string? Name(this FlowKind flow) => flow switch
    {
        FlowKind.None => null,
        FlowKind.Simple => "simple",
        FlowKind.Level => "level",
        FlowKind.FastEoi => "fasteoi",
        FlowKind.Edge => "edge",
        FlowKind.EdgeEoi => "edge-eoi",
        FlowKind.PerCpu => "percpu",
        FlowKind.PerCpuDevId => "percpu-devid",
        FlowKind.DoIrq => "do-irq",
        _ => throw new ArgumentOutOfRangeException(nameof(flow)),
    };
}
