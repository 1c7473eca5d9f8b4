using System.Runtime.ExceptionServices;
using Tickstorm.Results;
using Tickstorm.Tracing;

namespace Tickstorm.Engine.Window;

/// <summary>
/// One run of the window-fixpoint engine: workers that execute a window again and again until no inbox changes, then commit it whole.
/// </summary>
internal sealed class ParallelRun
{
    private readonly ISimulationModel _model;
    private readonly Worker[] _workers;
    private readonly PhaseBarrier _barrier;
    private readonly long _durationNs;
    private readonly ITraceSink? _sink;
    private readonly IProgress<long>? _progress;
    private readonly CancellationToken _cancel;
    private readonly int _perWorker;
    private readonly Report[][] _reports;
    private readonly ArraySegment<TraceRecord>[] _traces;
    private readonly long _mostWaiting;
    private readonly WindowPolicy _policy;
    private readonly bool _sendsAhead;
    private readonly Settler _settler;
    private volatile ExceptionDispatchInfo? _failure;
    private readonly long _smallWindow;
    private readonly bool _balances;
    private long _end;
    private long _executedBefore;
    private bool _stop;

    public ParallelRun(
        ISimulationModel model, long durationNs, WindowOptions options, ITraceSink? sink, IProgress<long>? progress,
        CancellationToken cancel)
    {
        _model = model;
        _durationNs = durationNs;
        _sink = sink;
        _progress = progress;
        _cancel = cancel;
        Check = options.Check;
        _balances = options.Balance;
        _smallWindow = options.SmallWindow;
        // Ranges are whole blocks of 64, so that two workers never share a cache line of next-event times.
        int blocks = (model.ProcessCount + 63) / 64;
        WorkerCount = Math.Clamp(options.Threads, 1, Math.Max(1, blocks));
        _perWorker = (blocks + WorkerCount - 1) / WorkerCount * 64;
        WorkerCount = Math.Max(1, (model.ProcessCount + _perWorker - 1) / _perWorker);
        model.Prepare(WorkerCount);
        _sendsAhead = model.SendsAhead != SendsAhead.Nothing;
        _policy = new WindowPolicy(options.WindowNs, model.MinLookaheadNs);
        // One bound whatever the threads: they must not decide the windows.
        _mostWaiting = options.MostWaiting > 0 ? options.MostWaiting : WindowPolicy.MostWaiting(model.ProcessCount, owners: 1);
        _traces = new ArraySegment<TraceRecord>[WorkerCount];
        _barrier = new PhaseBarrier(WorkerCount);
        _reports = [new Report[WorkerCount], new Report[WorkerCount], new Report[WorkerCount]];
        _workers = new Worker[WorkerCount];
        for (int w = 0; w < WorkerCount; w++)
        {
            int first = w * _perWorker;
            _workers[w] = new Worker(this, model, w, first, Math.Min(_perWorker, model.ProcessCount - first));
        }

        _settler = new Settler(_workers, model, WorkerOf);
    }

    public int WorkerCount { get; }

    public bool Tracing => _sink is not null;

    public bool TracesAnomaliesOnly => _sink is { AnomaliesOnly: true };

    public bool Check { get; }

    public int WorkerOf(int process) => process / _perWorker;

    public RunOutcome Execute()
    {
        Thread[] threads = new Thread[WorkerCount - 1];
        for (int w = 1; w < WorkerCount; w++)
        {
            int number = w;
            threads[w - 1] = new Thread(() => Guarded(() => Follow(number))) { IsBackground = true, Name = $"tickstorm worker {w}" };
            threads[w - 1].Start();
        }

        RunOutcome outcome = default;
        Guarded(() => outcome = Conduct());
        foreach (Thread thread in threads) thread.Join();
        _failure?.Throw();
        return outcome;
    }

    private void Guarded(Action work)
    {
        try
        {
            work();
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

    // Worker 0 plans each window; a small one it executes alone, for all, while the others wait for a larger one.
    private RunOutcome Conduct()
    {
        long windows = 0, rounds = 0, committed = 0, active = 0, peak = 0, now = 0, lastExecuted = 0;
        bool complete = true;
        while (true)
        {
            long start = long.MaxValue, undelivered = 0;
            foreach (Worker worker in _workers)
            {
                start = Math.Min(start, worker.EarliestNs);
                undelivered += worker.Undelivered;
            }

            peak = Math.Max(peak, undelivered);
            if (_cancel.IsCancellationRequested || start >= _durationNs)
            {
                complete = start >= _durationNs;
                if (complete) now = _durationNs;
                break;
            }

            _settler.BeginWindow();
            _end = start + Math.Min(_policy.LengthNs, _durationNs - start);
            bool alone = WorkerCount == 1 || lastExecuted < _smallWindow;
            Window window = alone ? Run(_workers, 0, alone: true) : RunTogether();
            if (_balances) _model.CheckBalance([.. _workers.SelectMany(worker => worker.Table.AllWaiting())]);
            if (_sink is not null) WriteTraces(_sink);
            windows++;
            rounds += window.Rounds;
            committed += window.Committed;
            active += window.Active;
            lastExecuted = window.Executed - _executedBefore;
            _policy.Learn(
                window.Cut, window.End - start, window.Rounds, lastExecuted, window.Committed, window.Waiting / Math.Max(1, window.Active));
            _policy.Bound(window.Waiting, _mostWaiting);
            _executedBefore = window.Executed;
            now = window.End;
            if ((windows & 63) == 0) _progress?.Report(now);
        }

        _stop = true;
        if (WorkerCount > 1) _barrier.Wait();
        return new RunOutcome(
            now, complete, windows, rounds, _executedBefore, committed, windows == 0 ? 0 : (double)active / windows, peak)
        {
            Straight = _workers.Sum(worker => worker.Straight),
        };
    }

    private Window RunTogether()
    {
        _barrier.Wait();
        return Run(_workers.AsSpan(0, 1), 0, alone: false);
    }

    private void Follow(int number)
    {
        while (true)
        {
            _barrier.Wait();
            if (_stop) return;
            Run(_workers.AsSpan(number, 1), number, alone: false);
        }
    }

    // One window for some workers' processes: executed until no inbox changes, or cut where everything is final, and committed.
    // All threads decide alike, from the same sums.
    private Window Run(ReadOnlySpan<Worker> mine, int number, bool alone)
    {
        WindowRounds rounds = new(_end);
        long executedBefore = _executedBefore, waiting = 0;
        int phase = 0;
        bool answersFirst = false;
        foreach (Worker worker in mine) worker.Begin(rounds.EndNs);
        if (_sendsAhead)
        {
            Report sent = default;
            foreach (Worker worker in mine)
            {
                sent.Count += worker.AwaitingCount;
                sent.Active += worker.ActiveCount;
            }

            sent = Meet(number, ref phase, sent, alone);
            // Where most await answers, so do those who have to answer.
            answersFirst = sent.Count > 0 && sent.Count * 2 <= sent.Active;
            foreach (Worker worker in mine) worker.Deliver(_workers, rounds.EndNs);
            Meet(number, ref phase, default, alone);
            foreach (Worker worker in mine) worker.ClearOutgoing();
        }

        foreach (Worker worker in mine) worker.ExecuteAll(rounds.EndNs, answersFirst);
        while (true)
        {
            Meet(number, ref phase, default, alone);
            Report report = new() { Earliest = long.MaxValue };
            foreach (Worker worker in mine)
            {
                report.Earliest = Math.Min(report.Earliest, worker.Deliver(_workers, rounds.EndNs));
                report.Count += worker.DirtyCount;
                report.Executed += worker.Executed;
                report.Held += worker.HeldEvents;
                report.Waiting += worker.Undelivered;
                report.Active += worker.ActiveCount;
            }

            Report settled = Meet(number, ref phase, report, alone);
            foreach (Worker worker in mine) worker.ClearOutgoing();
            waiting = Math.Max(waiting, settled.Waiting);
            NextRound next = rounds.After(settled.Count, settled.Executed - executedBefore, settled.Held, settled.Earliest);
            if (next == NextRound.None) break;
            // Whoever has not executed yet has nothing that is settled.
            bool allExecuted = !answersFirst || rounds.Count > 1;
            if (next == NextRound.Dirty && allExecuted && _settler.Takes(settled.Count, settled.Active))
            {
                Meet(number, ref phase, default, alone);
                if (number == 0) _settler.Settle(settled.Earliest, rounds.EndNs);
                continue;
            }

            foreach (Worker worker in mine)
            {
                if (next == NextRound.All)
                {
                    worker.TakeBack(rounds.EndNs);
                    worker.ExecuteAll(rounds.EndNs);
                }
                else
                {
                    worker.ExecuteDirty(rounds.EndNs);
                }
            }
        }

        Report done = new() { Earliest = long.MaxValue };
        foreach (Worker worker in mine)
        {
            done.Active += worker.ActiveCount;
            done.Count += worker.Commit(rounds.EndNs);
            done.Executed += worker.Executed;
        }

        done = Meet(number, ref phase, done, alone);
        return new Window(rounds.EndNs, rounds.Count, rounds.IsCut, done.Executed, done.Count, done.Active, waiting);
    }

    private void WriteTraces(ITraceSink sink)
    {
        for (int w = 0; w < WorkerCount; w++) _traces[w] = _workers[w].Traces;
        TraceMerge.Write(_traces, sink);
    }

    // A report must not be overwritten before all have read it: three sets, by turns.
    private Report Meet(int number, ref int phase, in Report mine, bool alone)
    {
        if (alone) return mine;
        Report[] reports = _reports[phase++ % _reports.Length];
        reports[number] = mine;
        _barrier.Wait();
        Report sum = new() { Earliest = long.MaxValue };
        foreach (ref Report report in reports.AsSpan())
        {
            sum.Earliest = Math.Min(sum.Earliest, report.Earliest);
            sum.Count += report.Count;
            sum.Executed += report.Executed;
            sum.Held += report.Held;
            sum.Active += report.Active;
            sum.Waiting += report.Waiting;
        }

        return sum;
    }

    private readonly record struct Window(long End, int Rounds, bool Cut, long Executed, long Committed, long Active, long Waiting);

    private struct Report
    {
        public long Earliest;
        public long Count;
        public long Executed;
        public long Held;
        public long Active;
        public long Waiting;
    }
}
