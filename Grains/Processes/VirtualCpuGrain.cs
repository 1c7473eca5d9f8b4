using Tickstorm.Contracts.Processes;
using Tickstorm.Hardware;
using Tickstorm.Processes.Cores;

namespace Tickstorm.Grains.Processes;

/// <summary>
/// A virtual CPU. It borrows its local APIC when it starts, keeps it across windows, and executes both: one turn per window.
/// </summary>
public sealed class VirtualCpuGrain(RunRegistry registry, ILocalSiloDetails silo) : ProcessGrain(registry, silo), IVirtualCpuGrain
{
    private ApicLease? _lease;

    private protected override Delivery? Inbox => _lease?.Latest;

    /// <inheritdoc/>
    public override ValueTask<StepReply> Execute(StepId step, long untilNs)
    {
        if (Executor is null || _lease is null) return new(WindowExecutor.Refused(StepStatus.NotStarted));
        _lease.Enter();
        try
        {
            return new(Executor.Execute(step, untilNs, _lease.Latest));
        }
        finally
        {
            _lease.Leave();
        }
    }

    /// <inheritdoc/>
    public ValueTask<StepStatus> Forward(Delivery delivery)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        if (delivery.Step.Epoch < Epoch) return new(StepStatus.OldEpoch);
        if (delivery.Step.Epoch > Epoch || _lease is null) return new(StepStatus.NotStarted);
        _lease.Deliver(Deliveries.Newer(_lease.Latest, delivery));
        return new(StepStatus.Done);
    }

    /// <inheritdoc/>
    public ValueTask<LocalApic> ReadApic(long committedWindow) =>
        new(Executor is null ? default : Executor.AtCommit(committedWindow, cell => ((CoreProcess)cell).Apic));

    private protected override async ValueTask<StepStatus> OnStarted(StartOrder order)
    {
        _lease = await LocalApic().Borrow(order.Epoch, Here);
        if (_lease is null) return StepStatus.NotStarted;
        ((CoreProcess)Executor!.Cell).Apic = _lease.Apic;
        return StepStatus.Done;
    }

    private protected override async ValueTask OnStopping()
    {
        if (_lease is null || Executor is null) return;
        LocalApic apic = ((CoreProcess)Executor.Cell).Apic;
        _lease = null;
        await LocalApic().GiveBack(Epoch, apic);
    }

    private ILocalApicGrain LocalApic()
    {
        long cpu = this.GetPrimaryKeyLong(out string? run);
        return GrainFactory.GetGrain<ILocalApicGrain>(cpu, run!);
    }
}
