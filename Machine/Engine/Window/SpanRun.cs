using System.Diagnostics;
using Tickstorm.Tracing;

namespace Tickstorm.Engine.Window;

/// <summary>
/// A silo's part of a run, executed by worker threads of its own: windows follow each other as the silos settle them among themselves,
/// until the first of them says that all are to stop.
/// </summary>
/// <param name="team">The workers, with the silo's processes as they are at the last commit.</param>
/// <param name="lengths">How long windows are: all silos learn alike.</param>
/// <param name="peers">The other silos.</param>
/// <param name="sink">Takes this silo's records of each window; null for none.</param>
/// <param name="atCommit">Called between any two windows.</param>
internal sealed class SpanRun(WindowTeam team, BoundedWindows lengths, IWindowPeers peers, ITraceSink? sink, Action<long> atCommit)
{
    // A window of fewer events is not worth waking other threads for.
    private const long SmallWindow = 500;

    private readonly bool _isFirst = team.Map.FirstWorker == 0;
    private long _lastExecuted;

    /// <summary>Executes windows; the calling thread works too. What was not reported before is in the report.</summary>
    public SpanReport Run(SpanOrder order)
    {
        SpanReport report = new() { NextNs = order.StartNs };
        team.Conduct(() => Conduct(order, report));
        report.AllocatedBytes = team.Allocated.Take();
        report.Exchanging = team.TakeExchangeTime();
        return report;
    }

    private void Conduct(SpanOrder order, SpanReport report)
    {
        long begun = Stopwatch.GetTimestamp();
        bool stops = false;
        while (!stops && report.NextNs < order.UntilNs)
        {
            peers.ThrowIfOver();
            long start = report.NextNs, end = start + Math.Min(lengths.LengthNs, order.UntilNs - start);
            // Only the first silo looks at a clock: the others hear of it with the window's last exchange, so that all stop after the
            // same one. Which it is decides nothing but when somebody is heard.
            bool last = _isFirst && (report.Windows + 1 >= order.MostWindows || Stopwatch.GetElapsedTime(begun) > order.MostTime);
            bool alone = _lastExecuted < SmallWindow;
            WindowCounts window = team.Advance(start, end, alone, last, order.TracedBefore + report.TracedHere);
            if (sink is not null) report.TracedHere += Write(sink);
            _lastExecuted = window.Executed;
            lengths.Learn(in window, window.Waiting / Math.Max(1, window.Active));
            report.Add(in window);
            atCommit(window.EndNs);
            stops = window.Stops || window.Traced >= order.MostTraced;
        }

        report.LearnedNs = lengths.LearnedNs;
    }

    private long Write(ITraceSink records)
    {
        team.WriteTraces(records);
        long count = 0;
        foreach (Worker worker in team.Workers) count += worker.Traces.Count;
        return count;
    }
}

/// <summary>How far a silo is to go on.</summary>
/// <param name="StartNs">The next event of the whole machine, ns.</param>
/// <param name="UntilNs">The run's end, ns, exclusive.</param>
/// <param name="MostWindows">After so many windows all stop.</param>
/// <param name="MostTime">After so much time all stop, at the next window's end.</param>
/// <param name="MostTraced">When so many trace records wait all stop.</param>
/// <param name="TracedBefore">So many of this silo wait already.</param>
internal readonly record struct SpanOrder(
    long StartNs, long UntilNs, long MostWindows, TimeSpan MostTime, long MostTraced = long.MaxValue, long TracedBefore = 0);

/// <summary>What came of an order. All but the silo's own trace is of all silos.</summary>
internal sealed class SpanReport
{
    /// <summary>Windows.</summary>
    public long Windows { get; private set; }

    /// <summary>Rounds in them.</summary>
    public long Rounds { get; private set; }

    /// <summary>Events executed in them.</summary>
    public long Executed { get; private set; }

    /// <summary>Events committed.</summary>
    public long Committed { get; private set; }

    /// <summary>Sum over windows of the processes that took part.</summary>
    public long Active { get; private set; }

    /// <summary>The most messages that waited.</summary>
    public long Waiting { get; private set; }

    /// <summary>Everything before this time is committed, ns; 0 when there was no window.</summary>
    public long CommittedNs { get; private set; }

    /// <summary>The next event, ns.</summary>
    public long NextNs { get; set; }

    /// <summary>Trace records of this silo since the order.</summary>
    public long TracedHere { get; set; }

    /// <summary>As <see cref="BoundedWindows.LearnedNs"/>.</summary>
    public long LearnedNs { get; set; }

    /// <summary>Of this silo's time what exchanges took, the waiting for the others included.</summary>
    public TimeSpan Exchanging { get; set; }

    /// <summary>Bytes that this silo's workers allocated.</summary>
    public long AllocatedBytes { get; set; }

    /// <summary>Adds a window.</summary>
    public void Add(in WindowCounts window)
    {
        Windows++;
        Rounds += window.Rounds;
        Executed += window.Executed;
        Committed += window.Committed;
        Active += window.Active;
        Waiting = Math.Max(Waiting, window.Waiting);
        CommittedNs = window.EndNs;
        NextNs = window.NextNs;
    }
}
