using Tickstorm.Contracts.Processes;
using Tickstorm.Processes;
using Tickstorm.Simulation;

namespace Tickstorm.Grains.Processes;

/// <summary>A grain that owns one logical process: a thin shell around its model.</summary>
public abstract class ProcessGrain(RunRegistry registry, ILocalSiloDetails silo) : MachinePartGrain(registry, silo), IProcessGrain
{
    private protected WindowExecutor? Executor { get; private set; }

    /// <summary>The messages of its last window.</summary>
    private protected abstract Delivery? Inbox { get; }

    private protected override long? StartedNextNs => Executor?.Cell.NextLocalNs;

    /// <inheritdoc/>
    public ValueTask<TracedWindow> Trace(StepId step, long untilNs) =>
        new(Executor is null ? new TracedWindow(StepStatus.NotStarted, null) : Executor.Trace(step, untilNs, Inbox));

    /// <inheritdoc/>
    public ValueTask<SavedState> Save(long epoch, long committedWindow)
    {
        if (Executor is null || epoch != Epoch)
            return new(new SavedState(epoch < Epoch ? StepStatus.OldEpoch : StepStatus.NotStarted, null));
        if (!Executor.IsCommitted(committedWindow)) return new(new SavedState(StepStatus.OldWindow, null));
        return new(new SavedState(StepStatus.Done, Executor.Cell.ToBytes()));
    }

    /// <inheritdoc/>
    public async ValueTask<Inspection> Inspect(long epoch, long committedWindow, long nowNs)
    {
        // Windows are counted from 1 in each epoch: a number of another one would show what is not committed.
        if (Executor is not null && epoch == Epoch)
            return Show(Executor.AtCommit(committedWindow, process => process.Describe(nowNs)), nowNs);
        return Executor is null && await Lent(epoch) is { } lent
            ? Show(lent.Process.Describe(lent.CommittedNs), lent.CommittedNs) : NotStarted();
    }

    private protected override ValueTask<StepStatus> OnStarting(LogicalProcess process, MachinePlan plan)
    {
        Executor = new WindowExecutor(process, Number, Epoch, plan);
        return new(StepStatus.Done);
    }

    private protected override ValueTask OnStopping()
    {
        Executor = null;
        return default;
    }
}
