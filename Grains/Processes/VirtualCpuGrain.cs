using Tickstorm.Contracts.Processes;
using Tickstorm.Engine;
using Tickstorm.Hardware;
using Tickstorm.Processes;
using Tickstorm.Processes.Cores;
using Tickstorm.Simulation;

namespace Tickstorm.Grains.Processes;

/// <summary>
/// A virtual CPU. It borrows its local APIC when it starts, keeps it across windows, and executes both: one turn per window.
/// </summary>
public sealed class VirtualCpuGrain(RunRegistry registry, ILocalSiloDetails silo) : ProcessGrain(registry, silo), IVirtualCpuGrain
{
    private ApicLease? _lease;

    private protected override Delivery? Inbox => _lease?.Latest;

    // Without its registers it has not started: the order is carried out again.
    private protected override long? StartedNextNs => _lease is null ? null : base.StartedNextNs;

    private ILocalApicGrain LocalApic => GrainFactory.GetGrain<ILocalApicGrain>(Number, Run);

    /// <inheritdoc/>
    public ValueTask<StepReply> Execute(StepId step, long untilNs, PublishedWrite[]?[]? published)
    {
        if (Executor is null || _lease is null) return new(WindowExecutor.Refused(StepStatus.NotStarted));
        _lease.Enter();
        try
        {
            return new(Executor.Execute(step, untilNs, _lease.Latest, published));
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
        _lease.Deliver(delivery);
        return new(StepStatus.Done);
    }

    /// <inheritdoc/>
    public ValueTask<LocalApic> ReadApic(long epoch, long committedWindow) =>
        new(Executor is null || epoch != Epoch ? default : Executor.AtCommit(committedWindow, process => ((CoreProcess)process).Apic));

    private protected override async ValueTask<StepStatus> OnStarting(LogicalProcess process, MachinePlan plan)
    {
        _lease = null;
        await base.OnStarting(process, plan);
        _lease = await LocalApic.Borrow(Epoch, Here);
        if (_lease is null) return StepStatus.NotStarted;
        ((CoreProcess)process).Apic = _lease.Apic;
        return StepStatus.Done;
    }

    private protected override async ValueTask OnStopping()
    {
        if (_lease is not null && Executor is not null)
        {
            _lease = null;
            await LocalApic.GiveBack(Epoch, ((CoreProcess)Executor.Cell).Apic);
        }

        await base.OnStopping();
    }
}
