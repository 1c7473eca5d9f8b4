using Tickstorm.Engine;
using Tickstorm.Engine.Window;
using Tickstorm.Tracing;

namespace Tickstorm.Simulation;

/// <summary>
/// A silo's range of a machine in arrays of its own, executed by worker threads as the embedded engine executes a whole one. Its state is
/// put in first; then it runs.
/// </summary>
/// <remarks>Everything but <see cref="Run"/> and <see cref="AtCommit"/> is for the time between two orders.</remarks>
internal sealed class MachineSpan
{
    private readonly SmpMachine _machine;
    private readonly WorkerMap _map;
    private readonly ITraceSink? _sink;
    private readonly IWindowPeers _peers;
    private readonly BoundedWindows _lengths;
    private readonly List<Message> _undelivered = [];
    private readonly RunStatistics _before;
    private readonly object _gate = new();
    private readonly Queue<Action> _asked = [];
    private WindowTeam? _team;
    private SpanRun? _run;
    private long _committedNs;
    private bool _isRunning;

    /// <summary>The range at time 0.</summary>
    public MachineSpan(
        MachinePlan plan, bool perCpu, ProcessRanges silos, int silo, int workers, long windowNs, ITraceSink? sink, IWindowPeers peers)
    {
        _machine = new SmpMachine(plan, perCpu, silos.First(silo), silos.Length(silo));
        _map = new WorkerMap(silos, silo, workers);
        _sink = sink;
        _peers = peers;
        _lengths = new BoundedWindows(windowNs, plan.MinLookaheadNs, plan.ProcessCount, silos.Count);
        _before = new RunStatistics(perCpu);
    }

    /// <summary>The next event of the range, ns.</summary>
    public long EarliestNs => Team.EarliestNs;

    /// <summary>Messages that wait in it.</summary>
    public long Undelivered => Team.Undelivered;

    private WindowTeam Team => _team ?? throw new InvalidOperationException("The span has not begun.");

    /// <summary>Takes a process's state. Before <see cref="Begin"/>.</summary>
    public void Load(int process, byte[] state) => _machine.Load(process, state);

    /// <summary>Takes what was measured before. Before <see cref="Begin"/>.</summary>
    public void AddMeasured(byte[] measured) => _before.Add(measured);

    /// <summary>Takes what is published, an element for each value and null for those that stay. Before <see cref="Begin"/>.</summary>
    public void SetPublished(PublishedWrite[]?[] values) => _machine.Publications.Show(values);

    /// <summary>Takes a committed message that waits. Before <see cref="Begin"/>.</summary>
    public void AddUndelivered(in Message message) => _undelivered.Add(message);

    /// <summary>Takes a message that nobody sends, of the last commit's time or later.</summary>
    public void AddFromOutside(in Message message) => Team.AddCommitted(in message);

    /// <summary>All states are there.</summary>
    public void Begin()
    {
        _team = new WindowTeam(_machine, _map, _sink, check: false, _peers);
        foreach (Message message in _undelivered) _team.AddCommitted(in message);
        _undelivered.Clear();
        _run = new SpanRun(_team, _lengths, _peers, _sink, Answer);
    }

    /// <summary>The window that is open, or was last: its running number.</summary>
    public long Window => Team.Window;

    /// <summary>Executes windows; the calling thread and others of its own work until it returns.</summary>
    public SpanReport Run(SpanOrder order)
    {
        lock (_gate) _isRunning = true;
        try
        {
            return _run!.Run(order);
        }
        finally
        {
            lock (_gate)
            {
                _isRunning = false;
                AnswerAll();
            }
        }
    }

    /// <summary>
    /// Calls with the time of the last commit when no window is open: at once, or at the end of the one that is. Any thread may.
    /// </summary>
    public Task<T> AtCommit<T>(Func<long, T> action)
    {
        TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        void Act()
        {
            try
            {
                done.SetResult(action(_committedNs));
            }
#pragma warning disable CA1031 // It is the caller's to see.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                done.SetException(failure);
            }
        }

        lock (_gate)
        {
            if (_isRunning) _asked.Enqueue(Act);
            else Act();
        }

        return done.Task;
    }

    /// <summary>A core executes its windows elsewhere from now on, or here again. At a commit.</summary>
    public void SetRecalled(int cpu, IRecalledCore? core)
    {
        if (core is null) _machine.Recalled.Remove(cpu);
        else _machine.Recalled[cpu] = core;
        Team.SettlesFew = _machine.Recalled.Count == 0;
    }

    private void Answer(long committedNs)
    {
        _committedNs = committedNs;
        if (_asked.Count == 0) return;
        lock (_gate) AnswerAll();
    }

    private void AnswerAll()
    {
        while (_asked.TryDequeue(out Action? action)) action();
    }

    /// <summary>
    /// Blocks of its processes at the last commit; the first one asked for with what was measured has it. As many threads as it has
    /// workers copy, since nothing goes on meanwhile.
    /// </summary>
    /// <param name="ranges">First process, end, and whether what was measured is wanted.</param>
    /// <param name="committedNs">The time of the last commit, ns.</param>
    /// <param name="room">Gives an array of a size; any thread may ask.</param>
    public byte[][] Save(IReadOnlyList<(int First, int End, bool WithMeasured)> ranges, long committedNs, Func<int, byte[]> room)
    {
        BlockWriter writer = new(_machine, Team, _machine.Plan.Fingerprint, room);
        byte[][] blocks = new byte[ranges.Count][];
        Parallel.For(0, blocks.Length, new ParallelOptions { MaxDegreeOfParallelism = _map.Workers }, i =>
        {
            (int first, int end, bool withMeasured) = ranges[i];
            blocks[i] = writer.Write(first, end, committedNs, withMeasured ? Measured() : []);
        });
        return blocks;
    }

    /// <summary>Its range at the end of what was simulated, reduced to what a result needs.</summary>
    public MachineFold Fold(int first, int end, long endNs) => MachineFold.Of(_machine, first, end, endNs, Measured());

    /// <summary>The state of a process at the last commit.</summary>
    public byte[] Save(int process) => _machine.Save(process);

    private byte[] Measured()
    {
        RunStatistics sum = new(_machine.PerCpu);
        sum.Merge(_before);
        foreach (RunStatistics of in _machine.Statistics) sum.Merge(of);
        return sum.ToBytes();
    }
}
