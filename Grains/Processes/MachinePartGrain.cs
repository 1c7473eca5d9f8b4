using Orleans.Placement;
using Orleans.Runtime.Placement;
using Tickstorm.Contracts.Processes;
using Tickstorm.Engine;
using Tickstorm.Processes;
using Tickstorm.Simulation;

namespace Tickstorm.Grains.Processes;

/// <summary>A grain that holds a part of a run's machine: it starts in an epoch, moves to the silo that orders it to, and stops.</summary>
[PreferLocalPlacement, Immovable(ImmovableKind.Any), CollectionAgeLimit(AlwaysActive = true)]
public abstract class MachinePartGrain(RunRegistry registry, ILocalSiloDetails silo) : Grain
{
    private protected long Epoch { get; private set; }

    private protected SiloAddress Here => silo.SiloAddress;

    private protected int Number => (int)this.GetPrimaryKeyLong(out _);

    private protected string Run
    {
        get
        {
            this.GetPrimaryKeyLong(out string? run);
            return run!;
        }
    }

    /// <summary>The process's next local event, ns; null when this grain is not started.</summary>
    private protected abstract long? StartedNextNs { get; }

    /// <summary>Takes a state and belongs to an epoch from now on.</summary>
    public async ValueTask<StartReply> Start(StartOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        if (order.Epoch < Epoch) return new StartReply(StepStatus.OldEpoch, 0);
        if (order.AtHome && !order.Home.Equals(Here))
        {
            MoveTo(order.Home);
            return new StartReply(StepStatus.Elsewhere, 0);
        }

        if (registry.Find(Run) is not { } plan) return new StartReply(StepStatus.UnknownRun, 0);
        if (order.Epoch == Epoch && StartedNextNs is { } nextNs) return new StartReply(StepStatus.Done, nextNs, Here);
        LogicalProcess process = Create(plan, order.State);
        Epoch = order.Epoch;
        StepStatus status = await OnStarting(process, plan);
        return new StartReply(status, process.NextLocalNs, Here);
    }

    /// <summary>Forgets the run.</summary>
    public async ValueTask Stop(long epoch)
    {
        if (epoch < Epoch) return;
        await OnStopping();
        DeactivateOnIdle();
    }

    /// <summary>The process is in its state and the epoch has begun: takes from it what this grain holds.</summary>
    private protected abstract ValueTask<StepStatus> OnStarting(LogicalProcess process, MachinePlan plan);

    /// <summary>The run is to be forgotten.</summary>
    private protected abstract ValueTask OnStopping();

    /// <summary>A process that is lent to this silo's workers, as it is at the last commit; null when it is not.</summary>
    private protected async Task<(LogicalProcess Process, long CommittedNs)?> Lent(long epoch)
    {
        // It holds nothing itself: neither it nor its place in the directory stays, and whoever asks again finds one where the process is.
        DeactivateOnIdle();
        if (registry.LentOf(Run) is { } lent && lent.Epoch == epoch && registry.Find(Run) is { } plan
            && await lent.StateOf(Number) is { } state)
        {
            return (Create(plan, state.State), state.CommittedNs);
        }

        return null;
    }

    private protected Inspection NotStarted() => new() { Silo = Here.ToParsableString() };

    private protected Inspection Show(IReadOnlyList<(string Name, string Value)> rows, long nowNs) => new()
    {
        Present = true, Silo = Here.ToParsableString(), NowNs = nowNs,
        Names = [.. rows.Select(r => r.Name)], Values = [.. rows.Select(r => r.Value)],
    };

    private LogicalProcess Create(MachinePlan plan, byte[]? state)
    {
        LogicalProcess process = plan.Create(Number);
        if (state is null) return process;
        try
        {
            process.FromBytes(state);
        }
        catch (InvalidDataException unreadable)
        {
            throw new BrokenRunException(unreadable.Message, unreadable);
        }

        return process;
    }

    // When its turn is over. Its state stays behind: it starts anew there.
    private void MoveTo(SiloAddress home)
    {
        RequestContext.Set(IPlacementDirector.PlacementHintKey, home);
        this.MigrateOnIdle();
        RequestContext.Remove(IPlacementDirector.PlacementHintKey);
    }
}
