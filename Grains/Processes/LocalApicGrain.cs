using Tickstorm.Contracts.Processes;
using Tickstorm.Hardware;
using Tickstorm.Processes;
using Tickstorm.Processes.Cores;
using Tickstorm.Simulation;

namespace Tickstorm.Grains.Processes;

/// <summary>
/// The mailbox and the lease of a local APIC, not its logic: while the registers are lent, the copy in the core accepts interrupts.
/// </summary>
/// <remarks>Its own registers are those of the epoch's start while they are lent, and those of the run's end once they came back.</remarks>
public sealed class LocalApicGrain(RunRegistry registry, ILocalSiloDetails silo) : MachinePartGrain(registry, silo), ILocalApicGrain
{
    private LocalApic _apic;
    private ApicLease? _lease;
    private bool _started, _lentAbroad;

    private protected override long? StartedNextNs => _started ? 0 : null;

    private IVirtualCpuGrain Cpu => GrainFactory.GetGrain<IVirtualCpuGrain>(Number, Run);

    /// <inheritdoc/>
    public ValueTask<ApicLease?> Borrow(long epoch, SiloAddress borrower)
    {
        ArgumentNullException.ThrowIfNull(borrower);
        if (epoch != Epoch || !_started) return new((ApicLease?)null);
        _lease ??= new ApicLease { Epoch = epoch, Apic = _apic };
        _lentAbroad = !borrower.Equals(Here);
        return new(_lease);
    }

    /// <inheritdoc/>
    public ValueTask<StepStatus> Accept(Delivery delivery)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        if (delivery.Step.Epoch < Epoch) return new(StepStatus.OldEpoch);
        if (delivery.Step.Epoch > Epoch || _lease is null) return new(StepStatus.NotStarted);
        if (_lentAbroad) return Cpu.Forward(delivery);
        _lease.Deliver(delivery);
        return new(StepStatus.Done);
    }

    /// <inheritdoc/>
    public ValueTask GiveBack(long epoch, LocalApic apic)
    {
        if (epoch != Epoch || _lease is null) return default;
        _apic = apic;
        _lease = null;
        return default;
    }

    /// <inheritdoc/>
    public async ValueTask<Inspection> Inspect(long epoch, long committedWindow, long nowNs)
    {
        if (!_started && await Lent(epoch) is { } lent)
            return Show(ApicTable.Of(((CoreProcess)lent.Process).Apic, lent.CommittedNs), lent.CommittedNs);
        if (!_started || epoch != Epoch) return NotStarted();
        LocalApic apic = _lease is null ? _apic : await Cpu.ReadApic(epoch, committedWindow);
        return Show(ApicTable.Of(apic, nowNs), nowNs);
    }

    private protected override ValueTask<StepStatus> OnStarting(LogicalProcess process, MachinePlan plan)
    {
        _apic = ((CoreProcess)process).Apic;
        _lease = null;
        _started = true;
        return new(StepStatus.Done);
    }

    private protected override ValueTask OnStopping()
    {
        _started = false;
        _lease = null;
        return default;
    }
}
