using Tickstorm.Contracts.Fabric;
using Tickstorm.Contracts.Processes;
using Tickstorm.Contracts.Runs;
using Tickstorm.Engine;
using Tickstorm.Engine.Window;
using Tickstorm.Grains.Fabric;

namespace Tickstorm.Grains.Runs;

/// <summary>Leads the fabrics of one epoch: one order per silo and round, one batch per pair of silos and round.</summary>
internal sealed class EpochLeader(FabricClient fabrics, EpochPlan plan, Task<EpochLostException> lost)
{
    private readonly WindowPace _pace = new(TimeProvider.System);
    private long _window;
    private long _executedBefore;
    private long _orders;

    /// <summary>The epoch's plan.</summary>
    public EpochPlan Plan => plan;

    /// <summary>The last committed window.</summary>
    public long Window => _window;

    /// <summary>Brings the silos into the epoch and starts the grains.</summary>
    public async Task<FabricReport> Begin()
    {
        await OrLost(fabrics.Carry(plan.Silos[0], fabric => fabric.Open(plan, 0)));
        return await Execute(FabricTask.Activate, 0, 0);
    }

    /// <summary>Settles and commits one window.</summary>
    public async Task<WindowResult> Advance(long start, long end)
    {
        long window = _window + 1;
        using System.Diagnostics.Activity? span = _pace.Tell(plan.Run, window);
        WindowRounds rounds = new(end, WindowRounds.MostOfSilos);
        FabricReport report = await Round(FabricTask.ExecuteDue, window, 1, end);
        long bytes = report.BytesSent, turns = report.Turns, waiting = report.Undelivered, longest = report.LongestTurn;
        NextRound next = After(ref rounds, report);
        while (next != NextRound.None)
        {
            FabricTask task = next == NextRound.All ? FabricTask.ExecuteAll : FabricTask.ExecuteDirty;
            report = await Round(task, window, rounds.Count + 1, rounds.EndNs);
            bytes += report.BytesSent;
            turns += report.Turns;
            waiting = Math.Max(waiting, report.Undelivered);
            longest = Math.Max(longest, report.LongestTurn);
            next = After(ref rounds, report);
        }

        long executedInWindow = report.Executed - _executedBefore;
        _executedBefore = report.Executed;
        FabricReport commit = await Execute(FabricTask.Commit, window, rounds.Count, rounds.EndNs);
        _window = window;
        WindowCounts counts = new(
            start, rounds.EndNs, rounds.Count, rounds.IsCut, executedInWindow, commit.Committed, commit.Active, waiting)
        {
            LongestTurn = longest,
        };
        return new WindowResult(commit, counts, 1, bytes, turns);
    }

    /// <summary>Has the silos settle and commit windows among themselves for a while, and no more than so many.</summary>
    public async Task<WindowResult> Run(long start, long until, long mostWindows, long mostTraced)
    {
        using System.Diagnostics.Activity? span = _pace.Tell(plan.Run, _window + 1);
        FabricOrder order = new(
            plan.Run, FabricTask.Run, new StepId(plan.Epoch, _window + 1, 0), until, 0, ++_orders, start, mostWindows, mostTraced);
        FabricReport report = await OrLost(fabrics.Carry(plan.Silos[0], fabric => fabric.Execute(order, 0)));
        _window += report.Windows;
        span?.SetTag("tickstorm.windows", report.Windows).SetTag("tickstorm.rounds", report.Rounds)
            .SetTag("tickstorm.bytes", report.BytesSent);
        WindowCounts counts = new(
            start, report.CommittedNs, (int)report.Rounds, IsCut: false, report.Executed, report.Committed, report.Active,
            report.Undelivered);
        return new WindowResult(report, counts, report.Windows, report.BytesSent, report.Turns);
    }

    /// <summary>
    /// Takes the committed state and begins to write it under a new id; the names of its blocks are in the report. Each later commit tells
    /// whether it is written.
    /// </summary>
    public Task<FabricReport> Checkpoint(long id, long committedNs, bool folds) =>
        Execute(FabricTask.Checkpoint, _window, 0, committedNs, id, folds);

    /// <summary>Waits until the last checkpoint is written.</summary>
    public Task<FabricReport> Store() => Execute(FabricTask.Store, _window, 0);

    /// <summary>Has the silos take interrupts from outside before the next window.</summary>
    public async Task Inject(InjectedInterrupt[] injected, long committedNs)
    {
        FabricOrder order = new(plan.Run, FabricTask.Inject, new StepId(plan.Epoch, _window, 0), committedNs, Number: ++_orders)
        {
            Injected = injected,
        };
        await Give(order);
    }

    private NextRound After(ref WindowRounds rounds, FabricReport report)
    {
        try
        {
            return rounds.After(report.Dirty, report.Executed - _executedBefore, report.Held, report.EarliestNs);
        }
        catch (BrokenRunException broken)
        {
            // Another epoch would meet the same.
            throw new RunFailedException(broken.Message);
        }
    }

    private async Task<FabricReport> Round(FabricTask task, long window, int round, long untilNs)
    {
        using System.Diagnostics.Activity? span = WallSpans.Inside("round")?.SetTag("tickstorm.window", window)
            .SetTag("tickstorm.round", round).SetTag("tickstorm.until_ns", untilNs);
        WallSpans.Bound(plan.Silos.Length, round);
        using ClusterMeter.Timed time = ClusterMeter.Time(ClusterMeter.RoundTime);
        FabricReport report = await Give(
            new FabricOrder(plan.Run, task, new StepId(plan.Epoch, window, round), untilNs, 0, ++_orders));
        span?.SetTag("tickstorm.bytes", report.BytesSent).SetTag("tickstorm.lists", report.ListsSent)
            .SetTag("tickstorm.turns", report.Turns);
        return report;
    }

    private async Task<FabricReport> Execute(
        FabricTask task, long window, int round, long untilNs = 0, long checkpoint = 0, bool folds = false)
    {
        using System.Diagnostics.Activity? span = WallSpans.Inside(task.ToString().ToLowerInvariant())?
            .SetTag("tickstorm.window", window).SetTag("tickstorm.rounds", round);
        WallSpans.Bound(plan.Silos.Length, 0);
        return await Give(
            new FabricOrder(plan.Run, task, new StepId(plan.Epoch, window, round), untilNs, checkpoint, ++_orders) { Folds = folds });
    }

    private async Task<FabricReport> Give(FabricOrder order)
    {
        FabricReport report = await OrLost(fabrics.Carry(plan.Silos[0], fabric => fabric.Execute(order, 0)));
        if (report.ListsSent != report.ListsReceived)
        {
            StepId step = order.Step;
            throw new EpochLostException(
                $"Round {step.Round} of window {step.Window}: {report.ListsSent} lists were sent and {report.ListsReceived} came.");
        }

        return report;
    }

    // A silo that is lost may leave the others waiting for its batch: they are not waited for.
    private async Task<FabricReport> OrLost(Task<FabricReport> call)
    {
        if (await Task.WhenAny(call, lost) != call)
        {
            _ = call.ContinueWith(static late => late.Exception, TaskScheduler.Default);
            throw await lost;
        }

        FabricReport report;
        try
        {
            report = await call;
        }
        catch (UnreachableSiloException unreachable)
        {
            throw new EpochLostException(unreachable.Message) { Cut = unreachable.Cut };
        }

        if (report.Failure is null) return report;
        throw report switch
        {
            { Fatal: true } => new RunFailedException(report.Failure),
            { InStorage: true } => new StorageTroubleException(report.Failure),
            _ => new EpochLostException(report.Failure)
            {
                HurtSilo = report.OutOfMemory, Cut = report.Cut, OtherVersions = report.OtherVersions,
            },
        };
    }
}

/// <summary>A committed window, or several of them.</summary>
/// <param name="Commit">What the silos reported last.</param>
/// <param name="Counts">The window in figures, or the sums of several.</param>
/// <param name="Windows">How many there were.</param>
/// <param name="Bytes">Bytes sent between silos.</param>
/// <param name="Turns">Calls of grains.</param>
internal sealed record WindowResult(FabricReport Commit, WindowCounts Counts, long Windows, long Bytes, long Turns);
