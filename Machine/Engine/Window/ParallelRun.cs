using Tickstorm.Results;
using Tickstorm.Tracing;

namespace Tickstorm.Engine.Window;

/// <summary>One run of the window-fixpoint engine: worker 0 plans each window, and all settle it.</summary>
internal sealed class ParallelRun
{
    private readonly ISimulationModel _model;
    private readonly WindowTeam _team;
    private readonly WindowOptions _options;
    private readonly long _durationNs;
    private readonly ITraceSink? _sink;
    private readonly IProgress<long>? _progress;
    private readonly CancellationToken _cancel;
    private readonly long _mostWaiting;
    private readonly WindowPolicy _policy;
    private readonly OrderPolicy _order;

    public ParallelRun(
        ISimulationModel model, long durationNs, WindowOptions options, ITraceSink? sink, IProgress<long>? progress,
        CancellationToken cancel)
    {
        _model = model;
        _durationNs = durationNs;
        _options = options;
        _sink = sink;
        _progress = progress;
        _cancel = cancel;
        _team = new WindowTeam(model, new WorkerMap(model.ProcessCount, options.Threads, model.Leaders), sink, options.Check);
        foreach (Message message in model.FromOutside) _team.AddCommitted(in message);
        _policy = new WindowPolicy(options.WindowNs, model.MinLookaheadNs);
        _order = new OrderPolicy(_team.CanGoInOrder, keepsLength: options.WindowNs > 0);
        // One bound whatever the threads: they must not decide the windows.
        _mostWaiting = options.MostWaiting > 0 ? options.MostWaiting : WindowPolicy.MostWaiting(model.ProcessCount, owners: 1);
    }

    public RunOutcome Execute()
    {
        RunOutcome outcome = default;
        _team.Conduct(() => outcome = Conduct());
        return outcome;
    }

    private RunOutcome Conduct()
    {
        long windows = 0, rounds = 0, committed = 0, active = 0, peak = 0, now = 0, executed = 0, lastExecuted = 0;
        bool complete = true;
        while (true)
        {
            long start = _team.EarliestNs;
            peak = Math.Max(peak, _team.Undelivered);
            if (_cancel.IsCancellationRequested || start >= _durationNs)
            {
                complete = start >= _durationNs;
                if (complete) now = _durationNs;
                break;
            }

            // A small window is executed by one thread for all.
            bool inOrder = _order.IsInOrder;
            long end = start + Math.Min(_order.LengthNs(_policy.LengthNs), _durationNs - start);
            WindowCounts window = _team.Advance(start, end, alone: lastExecuted < _options.SmallWindow, inOrder: inOrder);
            if (_options.Balance) _model.CheckBalance(AllWaiting());
            if (_sink is not null) _team.WriteTraces(_sink);
            windows++;
            rounds += window.Rounds;
            committed += window.Committed;
            active += window.Active;
            executed += window.Executed;
            lastExecuted = window.Executed;
            _order.Learn(in window);
            if (!inOrder)
            {
                _policy.Learn(
                    window.IsCut, window.EndNs - start, window.Rounds, lastExecuted, window.Committed,
                    window.Waiting / Math.Max(1, window.Active));
            }

            _policy.Bound(window.Waiting, _mostWaiting);
            now = window.EndNs;
            if ((windows & 63) == 0) _progress?.Report(now);
        }

        long straight = 0;
        foreach (Worker worker in _team.Workers) straight += worker.Straight;
        return new RunOutcome(
            now, complete, windows, rounds, executed, committed, windows == 0 ? 0 : (double)active / windows, peak) { Straight = straight };
    }

    private List<Message> AllWaiting()
    {
        List<Message> all = [];
        foreach (Worker worker in _team.Workers) all.AddRange(worker.Table.AllWaiting());
        return all;
    }
}
