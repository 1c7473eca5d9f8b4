using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Tickstorm.Tracing;

namespace Tickstorm.Engine.Window;

/// <summary>
/// Worker threads that settle windows together: each window is executed again and again until no inbox changes, then committed whole.
/// Alone they have all processes; as a silo's they have a range, and what the others' change comes in by <see cref="IWindowPeers"/>.
/// </summary>
internal sealed partial class WindowTeam
{
    // After a window of so many events the next event is not far: to be told when it comes is not worth an exchange.
    private const long DenseWindow = 1_000;

    private readonly ISimulationModel _model;
    private readonly Worker[] _workers;
    private readonly IWindowPeers? _peers;
    private readonly PhaseBarrier _barrier;
    private readonly RoundReport[][] _reports;
    private readonly ArraySegment<TraceRecord>[] _traces;
    private readonly bool _sendsAhead, _leads;
    private readonly Settler _settler;
    private readonly PackedRound _packed = new();
    private readonly Action<Message, bool> _take;
    private volatile ExceptionDispatchInfo? _failure;
    // What this silo adds to the sums of the window's end, and the latest sums of all silos.
    private RoundReport _mine, _all;
    private long _start, _end, _executedBefore, _window;
    private int _exchanges;
    private bool _stop, _inOrder;

    /// <summary>A team for the processes of a map's silo.</summary>
    public WindowTeam(ISimulationModel model, WorkerMap map, ITraceSink? sink, bool check, IWindowPeers? peers = null)
    {
        _model = model;
        Map = map;
        Check = check;
        Tracing = sink is not null;
        TracesAnomaliesOnly = sink is { AnomaliesOnly: true };
        _peers = map.Others > 0 ? peers : null;
        model.Prepare(map.Workers);
        _sendsAhead = model.SendsAhead != SendsAhead.Nothing;
        // Among silos it would be one more exchange.
        _leads = _peers is null && model.Leaders.Count > 0;
        _traces = new ArraySegment<TraceRecord>[map.Workers];
        _barrier = new PhaseBarrier(map.Workers);
        _reports = [new RoundReport[map.Workers], new RoundReport[map.Workers], new RoundReport[map.Workers]];
        _workers = new Worker[map.Workers];
        for (int w = 0; w < _workers.Length; w++) _workers[w] = new Worker(this, model, w);
        _settler = new Settler(_workers, model, map.Of);
        _take = Take;
    }

    /// <summary>Who has which process.</summary>
    public WorkerMap Map { get; }

    /// <summary>True while records are wanted.</summary>
    public bool Tracing { get; }

    /// <summary>True when records of what is as it should be are not wanted.</summary>
    public bool TracesAnomaliesOnly { get; }

    /// <summary>True to check every process's invariants at each commit.</summary>
    public bool Check { get; }

    /// <summary>What the workers allocate.</summary>
    public AllocationCount Allocated { get; } = new();

    /// <summary>The workers, in the order of their processes. Between windows.</summary>
    public ReadOnlySpan<Worker> Workers => _workers;

    /// <summary>The running number of the window that is open, or was last.</summary>
    public long Window => _window;

    /// <summary>False where processes execute whole windows only, and tell not when they sent what.</summary>
    public bool SettlesFew { get; set; } = true;

    /// <summary>True where a window can be executed in the order of time from its start on: <see cref="Settler"/>.</summary>
    public bool CanGoInOrder => _peers is null && SettlesFew && !_settler.Publishes && _model.SendsAhead != SendsAhead.All;

    /// <summary>The earliest next event of the processes, ns.</summary>
    public long EarliestNs
    {
        get
        {
            long earliest = long.MaxValue;
            foreach (Worker worker in _workers) earliest = Math.Min(earliest, worker.EarliestNs);
            return earliest;
        }
    }

    /// <summary>Messages that wait.</summary>
    public long Undelivered
    {
        get
        {
            long sum = 0;
            foreach (Worker worker in _workers) sum += worker.Undelivered;
            return sum;
        }
    }

    /// <summary>
    /// Has the calling thread conduct windows (<see cref="Advance"/>), with a thread of its own for each further worker; all have ended
    /// when it returns.
    /// </summary>
    public void Conduct(Action conduct)
    {
        Thread[] threads = new Thread[_workers.Length - 1];
        _stop = false;
        for (int w = 1; w < _workers.Length; w++)
        {
            int number = w;
            threads[w - 1] = new Thread(() => Allocated.During(() => Guarded(() => Follow(number))))
            { IsBackground = true, Name = $"tickstorm worker {w}" };
            threads[w - 1].Start();
        }

        Allocated.During(() => Guarded(() =>
        {
            conduct();
            _stop = true;
            if (_workers.Length > 1) _barrier.Wait();
        }));
        foreach (Thread thread in threads) thread.Join();
        _failure?.Throw();
    }

    /// <summary>
    /// Settles and commits one window; with <paramref name="alone"/> the calling thread executes it for all workers, which a small one is
    /// not worth waking for; with <paramref name="inOrder"/> in the order of time from its start on. When all silos are to stop after it,
    /// <see cref="WindowCounts.Stops"/> says so to each of them.
    /// </summary>
    public WindowCounts Advance(long startNs, long endNs, bool alone, bool stops = false, long traced = 0, bool inOrder = false)
    {
        _settler.BeginWindow();
        (_start, _end, _inOrder) = (startNs, endNs, inOrder);
        _window++;
        _exchanges = 0;
        _mine = new RoundReport { Stops = stops, Traced = traced };
        Settled settled;
        if (alone || _workers.Length == 1)
        {
            settled = Run(_workers, 0, alone: true);
        }
        else
        {
            _barrier.Wait();
            settled = Run(_workers.AsSpan(0, 1), 0, alone: false);
        }

        RoundReport done = settled.Done;
        WindowCounts counts = new(
            startNs, settled.EndNs, settled.Rounds, settled.IsCut, done.Executed - _executedBefore, done.Count, done.Active,
            settled.Waiting)
        {
            ExecutedInAll = done.Executed, NextNs = done.NextNs, Traced = done.Traced, Stops = done.Stops,
        };
        _executedBefore = done.Executed;
        return counts;
    }

    /// <summary>Writes the records of the last window.</summary>
    public void WriteTraces(ITraceSink sink)
    {
        for (int w = 0; w < _traces.Length; w++) _traces[w] = _workers[w].Traces;
        TraceMerge.Write(_traces, sink);
    }

    /// <summary>Puts a committed message into its inbox. Between windows.</summary>
    public void AddCommitted(in Message message)
    {
        ProcessTable<LatestExecution> table = _workers[Map.Of(message.Target) - Map.FirstWorker].Table;
        table.AddCommitted(in message);
        table.SetNext(message.Target, _model.NextLocalNs(message.Target));
    }

    /// <summary>What waits for a process. Between windows.</summary>
    public ReadOnlySpan<Message> Inbox(int process) => _workers[Map.Of(process) - Map.FirstWorker].Table.Inbox(process);

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
#pragma warning disable CA1031 // Whatever a model throws is carried to the caller of Conduct.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _failure ??= ExceptionDispatchInfo.Capture(failure);
            _barrier.Break();
        }
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
    // All threads, and all silos, decide alike, from the same sums.
    private Settled Run(ReadOnlySpan<Worker> mine, int number, bool alone)
    {
        WindowRounds rounds = new(_end, _peers is null ? int.MaxValue : WindowRounds.MostOfSilos);
        long executedBefore = _executedBefore, waiting = 0, dirtyBefore = long.MaxValue, dirtyEarlier = long.MaxValue;
        int phase = 0;
        int readers = WindowReads.Few;
        bool answersFirst = false;
        foreach (Worker worker in mine) worker.Begin(rounds.EndNs);
        if (_sendsAhead)
        {
            RoundReport sent = new();
            foreach (Worker worker in mine)
            {
                sent.Count += worker.AwaitingCount;
                sent.Active += worker.ActiveCount;
            }

            sent = _peers is null ? Meet(number, ref phase, sent, alone) : Exchange(number, ref phase, sent, alone);
            // Where most await answers, so do those who have to answer.
            answersFirst = sent.Count > 0 && sent.Count * 2 <= sent.Active;
            foreach (Worker worker in mine) worker.Deliver(_workers, rounds.EndNs);
            Pause(alone);
            foreach (Worker worker in mine) worker.ClearOutgoing();
        }

        if (_inOrder) SettleAll(mine, number, rounds.EndNs, alone);
        else if (_leads) ExecuteLed(mine, rounds.EndNs, answersFirst, alone);
        else foreach (Worker worker in mine) worker.ExecuteAll(rounds.EndNs, answersFirst);
        RoundReport settled;
        while (true)
        {
            settled = _peers is null
                ? Deliver(mine, number, ref phase, rounds.EndNs, alone) : DeliverAll(mine, number, ref phase, rounds.EndNs, alone);
            foreach (Worker worker in mine) worker.ClearOutgoing();
            waiting = Math.Max(waiting, settled.Waiting);
            NextRound next = rounds.After(settled.Count, settled.Executed - executedBefore, settled.Held, settled.EarliestNs);
            if (next == NextRound.None) break;
            // Whoever has not executed yet has nothing that is settled.
            bool settlesFew = _peers is null && SettlesFew && (!answersFirst || rounds.Count > 1);
            long dirtyOnce = rounds.Count <= 2 ? 0 : Math.Min(dirtyBefore, dirtyEarlier);
            bool settles = settlesFew && next == NextRound.Dirty && _settler.Takes(settled.Count, dirtyOnce, settled.Active);
            (dirtyBefore, dirtyEarlier) = (settled.Count, dirtyBefore);
            if (settles)
            {
                Pause(alone);
                if (number == 0) _settler.Settle(settled.EarliestNs, rounds.EndNs);
                continue;
            }

            long readsUntil = WindowReads.UntilNs(_workers, in settled, 2 * _model.Publications.LongestDelayNs, ref readers);
            // Nobody goes on before all have looked at who waits.
            if (settled.ReadNs != long.MaxValue) Pause(alone);
            foreach (Worker worker in mine)
            {
                if (next == NextRound.All)
                {
                    worker.TakeBack(rounds.EndNs);
                    worker.ExecuteAll(rounds.EndNs);
                }
                else
                {
                    worker.ExecuteDirty(rounds.EndNs, readsUntil);
                }
            }
        }

        RoundReport done = number == 0 ? _mine : new RoundReport();
        foreach (Worker worker in mine)
        {
            done.Active += worker.ActiveCount;
            done.Count += worker.Commit(rounds.EndNs);
            done.Executed += worker.Executed;
            done.NextNs = Math.Min(done.NextNs, worker.EarliestNs);
            done.Traced += worker.Traces.Count;
        }

        if (_peers is null || !IsKnownBefore(in settled))
        {
            done = _peers is null ? Meet(number, ref phase, done, alone) : Exchange(number, ref phase, done, alone);
        }
        else
        {
            // All silos commit what they have said that they hold.
            Pause(alone);
            done = settled with { Count = settled.Held, NextNs = rounds.EndNs };
        }

        return new Settled(done, rounds.EndNs, rounds.Count, rounds.IsCut, waiting);
    }

    // Kept out of the loop of rounds, which is compiled as it was for those that have no leaders.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ExecuteLed(ReadOnlySpan<Worker> mine, long endNs, bool answersFirst, bool alone)
    {
        foreach (Worker worker in mine) worker.ExecuteLeaders(endNs);
        Pause(alone);
        foreach (Worker worker in mine) worker.Deliver(_workers, endNs);
        Pause(alone);
        foreach (Worker worker in mine) worker.ClearOutgoing();
        foreach (Worker worker in mine) worker.ExecuteOthers(endNs, answersFirst);
    }

    private void SettleAll(ReadOnlySpan<Worker> mine, int number, long endNs, bool alone)
    {
        foreach (Worker worker in mine) worker.MakeAllDirty();
        Pause(alone);
        if (number == 0) _settler.Settle(_start, endNs, whole: true);
    }

    // What a commit comes to is known from the window's last round, but for traces and for when the next event is.
    private bool IsKnownBefore(in RoundReport settled) => !Tracing && settled.Held >= DenseWindow;

    // Among the workers alone a round is known by what it made dirty.
    private RoundReport Deliver(ReadOnlySpan<Worker> mine, int number, ref int phase, long endNs, bool alone)
    {
        Pause(alone);
        RoundReport report = new();
        foreach (Worker worker in mine)
        {
            report.EarliestNs = Math.Min(report.EarliestNs, worker.Deliver(_workers, endNs));
            report.Count += worker.DirtyCount;
            report.ReadNs = Math.Min(report.ReadNs, worker.Reads.EarliestNs);
            report.Executed += worker.Executed;
            report.Held += worker.HeldEvents;
            report.Waiting += worker.Undelivered;
            report.Active += worker.ActiveCount;
        }

        return Meet(number, ref phase, report, alone);
    }

    // Among silos it is known by what it changes, so that one exchange brings the changes and decides.
    private RoundReport DeliverAll(ReadOnlySpan<Worker> mine, int number, ref int phase, long endNs, bool alone)
    {
        RoundReport report = number == 0 ? _mine : new RoundReport();
        foreach (Worker worker in mine) worker.Report(ref report, endNs);
        RoundReport settled = Exchange(number, ref phase, report, alone);
        foreach (Worker worker in mine) worker.Deliver(_workers, endNs);
        Pause(alone);
        return settled;
    }

    // The sum over all workers of all silos; what the others have changed is in the workers' hands when it returns.
    private RoundReport Exchange(int number, ref int phase, in RoundReport mine, bool alone)
    {
        RoundReport here = Meet(number, ref phase, mine, alone);
        if (number == 0)
        {
            _all = here;
            Exchange(ref _all);
        }

        Pause(alone);
        return _all;
    }

    // A report must not be overwritten before all have read it: three sets, by turns.
    private RoundReport Meet(int number, ref int phase, in RoundReport mine, bool alone)
    {
        if (alone) return mine;
        RoundReport[] reports = _reports[phase++ % _reports.Length];
        reports[number] = mine;
        _barrier.Wait();
        RoundReport sum = new();
        foreach (ref RoundReport report in reports.AsSpan()) sum.Add(in report);
        return sum;
    }

    // They meet, and have nothing to say.
    private void Pause(bool alone)
    {
        if (!alone) _barrier.Wait();
    }

    private readonly record struct Settled(RoundReport Done, long EndNs, int Rounds, bool IsCut, long Waiting);
}
