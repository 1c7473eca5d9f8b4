using Orleans.Placement;
using Tickstorm.Contracts.Processes;
using Tickstorm.Processes;

namespace Tickstorm.Grains.Processes;

/// <summary>A grain that owns one logical process: a thin shell around its model.</summary>
[PreferLocalPlacement, Immovable(ImmovableKind.Any), CollectionAgeLimit(AlwaysActive = true)]
public abstract class ProcessGrain(RunRegistry registry, ILocalSiloDetails silo) : Grain, IProcessGrain
{
    private protected WindowExecutor? Executor { get; private set; }

    private protected long Epoch { get; private set; }

    private protected abstract Delivery? Inbox { get; }

    private protected SiloAddress Here => silo.SiloAddress;

    private protected int Number => (int)this.GetPrimaryKeyLong(out _);

    /// <inheritdoc/>
    public virtual async ValueTask<StartReply> Start(StartOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        if (order.Epoch < Epoch) return new StartReply(StepStatus.OldEpoch, 0);
        if (order.AtHome && !order.Home.Equals(Here))
        {
            this.MoveTo(order.Home);
            return new StartReply(StepStatus.Elsewhere, 0);
        }

        int number = (int)this.GetPrimaryKeyLong(out string? run);
        if (registry.Find(run!) is not { } plan) return new StartReply(StepStatus.UnknownRun, 0);
        if (order.Epoch == Epoch && Executor is { } started) return new StartReply(StepStatus.Done, started.Cell.NextLocalNs);
        LogicalProcess cell = plan.Create(number);
        if (order.State is not null) cell.FromBytes(order.State);
        Epoch = order.Epoch;
        Executor = new WindowExecutor(cell, number, order.Epoch, plan.MinLookaheadNs);
        StepStatus status = await OnStarted(order);
        return new StartReply(status, cell.NextLocalNs);
    }

    /// <inheritdoc/>
    public abstract ValueTask<StepReply> Execute(StepId step, long untilNs);

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
    public virtual async ValueTask Stop(long epoch)
    {
        if (epoch < Epoch) return;
        await OnStopping();
        Executor = null;
        DeactivateOnIdle();
    }

    /// <inheritdoc/>
    public ValueTask<Inspection> Inspect(long committedWindow, long nowNs)
    {
        if (Executor is null) return new(new Inspection { Silo = Here.ToParsableString() });
        IReadOnlyList<(string Name, string Value)> rows = Executor.AtCommit(committedWindow, cell => cell.Describe(nowNs));
        return new(
            new Inspection { Present = true, Silo = Here.ToParsableString(), Names = [.. rows.Select(r => r.Name)],
            Values = [.. rows.Select(r => r.Value)] });
    }

    private protected virtual ValueTask<StepStatus> OnStarted(StartOrder order) => new(StepStatus.Done);

    private protected virtual ValueTask OnStopping() => default;
}
