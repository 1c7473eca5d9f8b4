using System.Runtime.ExceptionServices;
using Tickstorm.Tracing;

namespace Tickstorm.Engine.Parallel;

/// <summary>One run of the window-fixpoint engine: workers that execute a window again and again until no inbox changes, then commit it whole.</summary>
internal sealed class ParallelRun
{
    private readonly ISimulationModel _model;
    private readonly Worker[] _workers;
    private readonly PhaseBarrier _barrier;
    private readonly long _durationNs;
    private readonly ITraceSink? _sink;
    private readonly IProgress<VirtualTime>? _progress;
    private readonly CancellationToken _cancel;
    private readonly int _perWorker;
    private readonly Report[][] _reports;
    private readonly long _windowNs;
    private volatile ExceptionDispatchInfo? _failure;
    private volatile bool _cancelled;

    public ParallelRun(ISimulationModel model, long durationNs, WindowOptions options, ITraceSink? sink, IProgress<VirtualTime>? progress, CancellationToken cancel)
    {
        _model = model;
        _durationNs = durationNs;
        _sink = sink;
        _progress = progress;
        _cancel = cancel;
        Check = options.Check;
        // Ranges are whole blocks of 64, so that two workers never share a cache line of next-event times.
        int blocks = (model.ProcessCount + 63) / 64;
        WorkerCount = Math.Clamp(options.Threads, 1, Math.Max(1, blocks));
        _perWorker = (blocks + WorkerCount - 1) / WorkerCount * 64;
        WorkerCount = Math.Max(1, (model.ProcessCount + _perWorker - 1) / _perWorker);
        model.Prepare(WorkerCount);
        _windowNs = options.WindowNs;
        _barrier = new PhaseBarrier(WorkerCount);
        _reports = [new Report[WorkerCount], new Report[WorkerCount]];
        _workers = new Worker[WorkerCount];
        for (int w = 0; w < WorkerCount; w++)
        {
            int first = w * _perWorker;
            _workers[w] = new Worker(this, model, w, first, Math.Min(_perWorker, model.ProcessCount - first));
        }
    }

    public int WorkerCount { get; }

    public bool Tracing => _sink is not null;

    public bool Check { get; }

    public int WorkerOf(int process) => process / _perWorker;

    public RunOutcome Execute()
    {
        var outcome = new RunOutcome[1];
        var threads = new Thread[WorkerCount - 1];
        for (int w = 1; w < WorkerCount; w++)
        {
            int number = w;
            threads[w - 1] = new Thread(() => Guarded(number, outcome)) { IsBackground = true, Name = $"tickstorm worker {w}" };
            threads[w - 1].Start();
        }

        Guarded(0, outcome);
        foreach (Thread thread in threads) thread.Join();
        _failure?.Throw();
        return outcome[0];
    }

    private void Guarded(int number, RunOutcome[] outcome)
    {
        try
        {
            RunOutcome mine = Loop(number);
            if (number == 0) outcome[0] = mine;
        }
        catch (PhaseBarrier.BrokenException)
        {
            // Another worker failed and has kept the reason.
        }
#pragma warning disable CA1031 // Whatever a model throws is carried to the caller of Execute.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _failure ??= ExceptionDispatchInfo.Capture(failure);
            _barrier.Break();
        }
    }

    // All workers take the same decisions from the same reports, so no extra barrier is needed to spread one.
    private RunOutcome Loop(int number)
    {
        Worker me = _workers[number];
        var policy = new WindowPolicy(_windowNs, _model.MinLookaheadNs);
        long windows = 0, rounds = 0, committed = 0, active = 0, peak = 0, now = 0, executedBefore = 0;
        int phase = 0;
        while (true)
        {
            // Only worker 0 looks at the token, so that all of them stop at the same window.
            if (number == 0 && _cancel.IsCancellationRequested) _cancelled = true;
            Report next = Meet(number, ref phase, new Report { Earliest = me.Index.Earliest, Undelivered = me.Undelivered });
            if (_cancelled) return Outcome(now, false);
            if (next.Earliest >= _durationNs) return Outcome(_durationNs, true);
            peak = Math.Max(peak, next.Undelivered);
            long start = next.Earliest;
            long end = start + Math.Min(policy.LengthNs, _durationNs - start);
            (int round, bool cut) = Settle(me, number, ref phase, ref end, executedBefore);
            int mine = me.ActiveCount;
            long committedByMe = me.Commit(end);
            Report done = Meet(number, ref phase, new Report { Count = committedByMe, Executed = me.Executed, Active = mine });
            if (_sink is not null)
            {
                if (number == 0) TraceMerge.Write(_workers, _sink);
                Meet(number, ref phase, default);
            }

            me.Reset();
            windows++;
            rounds += round;
            committed += done.Count;
            active += done.Active;
            policy.Learn(cut, end - start, round, done.Executed - executedBefore, done.Count);
            executedBefore = done.Executed;
            now = end;
            if (number == 0 && (windows & 63) == 0) _progress?.Report(new VirtualTime(end));
        }

        RunOutcome Outcome(long time, bool complete) =>
            new(time, complete, windows, rounds, executedBefore, committed, windows == 0 ? 0 : (double)active / windows, peak);
    }

    // Executes the window until no inbox changes, or cuts it where everything is final.
    private (int Rounds, bool Cut) Settle(Worker me, int number, ref int phase, ref long end, long executedBefore)
    {
        bool cut = false;
        long firstRound = 0;
        me.ExecuteDue(end);
        for (int round = 1; ; round++)
        {
            Meet(number, ref phase, default);
            long earliest = me.Deliver(_workers, end);
            Report settled = Meet(number, ref phase, new Report { Earliest = earliest, Count = me.DirtyCount, Executed = me.Executed });
            me.ClearOutgoing();
            if (settled.Count == 0) return (round, cut);
            if (cut) throw new InvalidOperationException($"A window cut at {end} ns changed a message before its end.");
            long executed = settled.Executed - executedBefore;
            if (round == 1) firstRound = executed;
            if (round >= WindowPolicy.MaxRounds || executed > 5 * Math.Max(256, firstRound))
            {
                cut = true;
                end = settled.Earliest;
                me.ExecuteAllAgain(end);
            }
            else
            {
                me.ExecuteDirty(end);
            }
        }
    }

    private Report Meet(int number, ref int phase, Report mine)
    {
        Report[] reports = _reports[phase++ & 1];
        if (WorkerCount == 1) return mine;
        reports[number] = mine;
        _barrier.Wait();
        var sum = new Report { Earliest = long.MaxValue };
        foreach (Report report in reports)
        {
            sum.Earliest = Math.Min(sum.Earliest, report.Earliest);
            sum.Count += report.Count;
            sum.Executed += report.Executed;
            sum.Active += report.Active;
            sum.Undelivered += report.Undelivered;
        }

        return sum;
    }

    private struct Report
    {
        public long Earliest;
        public long Count;
        public long Executed;
        public long Active;
        public long Undelivered;
    }
}
