namespace Tickstorm.Tracing;

/// <summary>Why a virtual CPU left its guest: the closed list of the model, by the operation that caused it.</summary>
public enum ExitReason : byte
{
    /// <summary>None.</summary>
    None,

    /// <summary>The guest armed its timer: a write of a register or an MSR, or a hypercall.</summary>
    ArmTimer,

    /// <summary>The guest ended an interrupt.</summary>
    EndOfInterrupt,

    /// <summary>The guest sent an IPI.</summary>
    SendIpi,

    /// <summary>The host's CPU was interrupted for the guest: by the host's timer, or to make it take an IPI.</summary>
    ExternalInterrupt,

    /// <summary>The VMX preemption timer ran out: the guest's timer expired.</summary>
    PreemptionTimer,

    /// <summary>The guest turned interrupts on while one waited to be injected.</summary>
    InterruptWindow,

    /// <summary>The guest had nothing to do.</summary>
    Halt,

    /// <summary>The host's CPU was interrupted for the host itself.</summary>
    HostInterrupt,
}

/// <summary>Reasons as they are printed.</summary>
public static class ExitReasons
{
    /// <summary>The reason in the spelling of results and traces, as in arm-timer.</summary>
    public static string Name(this ExitReason reason) => reason switch
    {
        ExitReason.None => "none",
        ExitReason.ArmTimer => "arm-timer",
        ExitReason.EndOfInterrupt => "eoi",
        ExitReason.SendIpi => "send-ipi",
        ExitReason.ExternalInterrupt => "external-interrupt",
        ExitReason.PreemptionTimer => "preemption-timer",
        ExitReason.InterruptWindow => "interrupt-window",
        ExitReason.Halt => "hlt",
        ExitReason.HostInterrupt => "host-interrupt",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "not a reason of the closed list"),
    };
}
