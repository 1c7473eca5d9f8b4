using System.Diagnostics;
using Tickstorm.Contracts.Processes;
using Tickstorm.Engine;
using Tickstorm.Engine.Window;
using Tickstorm.Grains.Fabric;
using Tickstorm.Processes;
using Tickstorm.Simulation;
using Tickstorm.Tracing;

namespace Tickstorm.Grains.Processes;

/// <summary>
/// Executes one process's windows: saves at the start of each, comes back for another round, answers a repeated order from store.
/// </summary>
internal sealed class WindowExecutor(LogicalProcess cell, int process, long epoch, MachinePlan plan)
{
    private StepId _last = new(epoch, 0, 0);
    private StepReply _reply = new();
    private PublishedWrite[]?[]? _published;

    /// <summary>The process.</summary>
    public LogicalProcess Cell => cell;

    /// <summary>True when the state is that of a commit.</summary>
    public bool IsCommitted(long committedWindow) => _last.Window <= committedWindow;

    /// <summary>Executes with the latest delivery, if it belongs to the same window, and with what is published.</summary>
    public StepReply Execute(StepId step, long untilNs, Delivery? delivery, PublishedWrite[]?[]? published = null)
    {
        if (step.Epoch != epoch) return Refused(step.Epoch < epoch ? StepStatus.OldEpoch : StepStatus.NotStarted);
        if (step == _last) return _reply;
        if (step.Window < _last.Window || (step.Window == _last.Window && step.Round < _last.Round)) return Refused(StepStatus.OldWindow);
        long start = Stopwatch.GetTimestamp();
        // The last execution of a window is the one that was committed.
        if (step.Window > _last.Window) cell.Save();
        else cell.Restore();
        _last = step;
        _published = published;
        Effects effects = Scratch.Take(plan, published);
        cell.Execute(untilNs, IsCurrent(delivery) ? delivery!.Messages : [], effects);
        ModelTime.AddSince(start);
        return _reply = new StepReply
        {
            Fault = effects.TakeFault(),
            Events = effects.Executed,
            NextLocalNs = cell.NextLocalNs,
            Sent = effects.MessageCount == 0 ? [] : effects.Messages.AsSpan(0, effects.MessageCount).ToArray(),
            Measured = effects.StatisticCount == 0 ? [] : effects.Statistics.AsSpan(0, effects.StatisticCount).ToArray(),
            Reads = effects.Reads.ToArray(),
            Published = cell.AllPublished(),
        };
    }

    /// <summary>Executes the settled window once more from its saved state, with the real hook.</summary>
    /// <exception cref="InvalidOperationException">It did not repeat itself.</exception>
    public TracedWindow Trace(StepId step, long untilNs, Delivery? delivery)
    {
        if (step.Epoch != epoch) return new TracedWindow(step.Epoch < epoch ? StepStatus.OldEpoch : StepStatus.NotStarted, null);
        if (step.Window != _last.Window) return new TracedWindow(StepStatus.OldWindow, null);
        // What has changed since then it has not read.
        Effects effects = Scratch.Take(plan, _published);
        TracedRepeat repeat = new(effects, cell.Hash);
        cell.Restore();
        cell.Execute(untilNs, IsCurrent(delivery) ? delivery!.Messages : [], effects);
        repeat.End(process, cell.Hash, untilNs);
        return new TracedWindow(
            StepStatus.Done, effects.TraceCount == 0 ? null : TraceBytes.Write(effects.Traces.AsSpan(0, effects.TraceCount)));
    }

    /// <summary>Reads the state of the last commit, whether or not a window is open.</summary>
    public T AtCommit<T>(long committedWindow, Func<LogicalProcess, T> read)
    {
        if (IsCommitted(committedWindow)) return read(cell);
        byte[] open = cell.ToBytes();
        cell.Restore();
        T value = read(cell);
        cell.FromBytes(open);
        return value;
    }

    private bool IsCurrent(Delivery? delivery) =>
        delivery is not null && delivery.Step.Epoch == epoch && delivery.Step.Window == _last.Window;

    /// <summary>A refusal.</summary>
    public static StepReply Refused(StepStatus status) => new() { Status = status };
}
