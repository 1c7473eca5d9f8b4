using Tickstorm.Kernel.Designs;
using Tickstorm.Scenarios;
using Tickstorm.Tracing;

namespace Tickstorm.Processes;

/// <summary>Which of a design's operations leave the guest, and what that costs: its exits by a scenario's costs.</summary>
public sealed class ExitTable
{
    private readonly Design _design;
    private readonly Costs _costs;

    /// <summary>The table of a design.</summary>
    public ExitTable(Design design, Costs costs)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(costs);
        (_design, _costs) = (design, costs);
    }

    /// <summary>The reason of an exit by which a running guest hears that its timer has expired.</summary>
    public ExitReason Expiry =>
        _design.Expiry == ExpiryPath.PreemptionTimer ? ExitReason.PreemptionTimer : ExitReason.ExternalInterrupt;

    /// <summary>The host's time of the delivery of a tick that stops its guest, ns.</summary>
    public long ExpiryNs => _design.ExitsToDeliver * Ns(Expiry);

    /// <summary>What a tick waits for between its expiry and its CPU's being asked, beyond costs.apic.deliver, ns.</summary>
    public long TickWaitNs => _design.Expiry == ExpiryPath.Posted ? _costs.VmPost : ExpiryNs;

    /// <summary>Of that, what its guest pays for, ns.</summary>
    public long TickNs => _design.Expiry == ExpiryPath.Posted ? 0 : ExpiryNs;

    /// <summary>What any other interrupt waits for, ns.</summary>
    public long OtherWaitNs => _design.HasVirtualApic ? _costs.VmPost : OtherNs;

    /// <summary>Of that, what its guest pays for, ns.</summary>
    public long OtherNs => _design.HasVirtualApic ? 0 : _design.ExitsToDeliver * Ns(ExitReason.ExternalInterrupt);

    /// <summary>An EOI that exits, or calls, ns.</summary>
    public long EoiNs => _design.ExitsToEoi * Ns(ExitReason.EndOfInterrupt) + _design.CallsToEoi * _costs.VmiCall;

    /// <summary>Arming, beyond the write of the local APIC's count that tick.handler contains, ns; may be negative.</summary>
    public long ArmNs => _design is { Timer: TimerDevice.TscDeadline, ExitsToArm: 0 }
        ? _costs.ApicDeadline - _costs.ApicArm
        : _design.ExitsToArm * Ns(ExitReason.ArmTimer) + _design.CallsToArm * _costs.VmiCall;

    /// <summary>Sending an IPI, ns.</summary>
    public long SendNs => _design.ExitsToSend * Ns(ExitReason.SendIpi);

    /// <summary>One exit, with the entry after it, ns.</summary>
    public long Ns(ExitReason reason) => reason switch
    {
        ExitReason.None => 0,
        ExitReason.PreemptionTimer => _costs.VmPreemptionExit,
        ExitReason.ExternalInterrupt or ExitReason.HostInterrupt => _design.HasLightExits ? _costs.VmTimerExit : _costs.VmExit,
        _ => _design.HasLightExits ? _costs.VmLightExit : _costs.VmExit,
    };
}
