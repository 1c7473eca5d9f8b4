using Tickstorm.Engine;
using Tickstorm.Engine.Window;
using Tickstorm.Processes;
using Tickstorm.Processes.Cores;
using Tickstorm.Simulation;
using Tickstorm.Tracing;

namespace Tickstorm.Tests.Engine.Window;

/// <summary>
/// The cluster's window in one process: one block for each owner, each process by itself, batches handed over directly. What a cluster adds
/// to this is calls, batches as bytes and losses.
/// </summary>
internal sealed class Blocks
{
    private readonly MachinePlan _plan;
    private readonly WindowBlock[] _blocks;
    private readonly LogicalProcess[] _processes;
    private readonly long[] _savedIn;
    private readonly RunStatistics _statistics;
    private readonly Effects _effects;
    private readonly Publications _reading;
    private long _window, _executed;

    public Blocks(MachinePlan plan, int owners)
    {
        _plan = plan;
        ProcessRanges ranges = ProcessRanges.Balanced(plan.Cpus, plan.PackageCpus, plan.ProcessCount, owners);
        _processes = [.. Enumerable.Range(0, plan.ProcessCount).Select(plan.Create)];
        _savedIn = new long[_processes.Length];
        _statistics = new RunStatistics(perCpu: true);
        _reading = plan.Publish();
        _effects = new Effects(plan, _reading);
        _blocks = [.. Enumerable.Range(0, owners).Select(owner => new WindowBlock(ranges, owner, plan.Publish(), plan))];
        for (int owner = 0; owner < owners; owner++)
        {
            for (int p = ranges.First(owner); p < ranges.First(owner) + ranges.Length(owner); p++)
                _blocks[owner].SetNext(p, _processes[p].NextLocalNs);
        }
    }

    /// <summary>Windows that were cut.</summary>
    public int Cuts { get; private set; }

    /// <summary>Events committed.</summary>
    public long Committed { get; private set; }

    /// <summary>The hashes of all processes.</summary>
    public ulong[] Hashes => [.. _processes.Select(process => process.Hash)];

    /// <summary>All that was measured.</summary>
    public byte[] Measured => _statistics.ToBytes();

    /// <summary>Runs events with time below the scenario's duration, in windows of a given length or adaptive ones.</summary>
    public void Run(long windowNs, ITraceSink? trace = null)
    {
        WindowPolicy policy = new(windowNs, _plan.MinLookaheadNs);
        long duration = _plan.Scenario.Run.DurationNs;
        while (_blocks.Min(block => block.EarliestNs) is long start && start < duration)
        {
            _window++;
            WindowRounds rounds = new(start + Math.Min(policy.LengthNs, duration - start), WindowRounds.MostOfSilos);
            long before = _executed, waiting = 0;
            NextRound next = NextRound.Dirty;
            while (next != NextRound.None)
            {
                foreach (WindowBlock block in _blocks) Execute(block, Take(block, next, in rounds), rounds.EndNs);
                long earliest = Exchange(rounds.EndNs);
                waiting = Math.Max(waiting, _blocks.Sum(block => block.Undelivered));
                next = rounds.After(_blocks.Sum(block => block.DirtyCount), _executed - before, _blocks.Sum(block => block.HeldEvents), earliest);
            }

            if (trace is not null) Trace(rounds.EndNs, trace);
            long committed = _blocks.Sum(block => block.Commit(rounds.EndNs, (p, statistics) => _statistics.Fold(p, statistics)));
            Committed += committed;
            if (_plan.CoreModel.CallsWait) CheckCalls();
            Cuts += rounds.IsCut ? 1 : 0;
            policy.Learn(rounds.IsCut, rounds.EndNs - start, rounds.Count, _executed - before, committed);
            policy.Bound(waiting, WindowPolicy.MostWaiting(_plan.ProcessCount, _blocks.Length));
        }
    }

    private static IReadOnlyList<int> Take(WindowBlock block, NextRound next, in WindowRounds rounds) =>
        rounds.Count == 0 ? block.TakeDue(rounds.EndNs) : next == NextRound.All ? block.TakeAll() : block.TakeDirty();

    private void Execute(WindowBlock block, IReadOnlyList<int> processes, long untilNs)
    {
        foreach (int p in processes)
        {
            LogicalProcess process = _processes[p];
            if (_savedIn[p] == _window) process.Restore();
            else process.Save();
            _savedIn[p] = _window;
            _effects.Reset();
            _effects.BeginReads();
            _effects.Executed = 0;
            if (block.Published is { } published) _reading.Show(published);
            process.Execute(untilNs, block.InboxBefore(p, untilNs), _effects);
            _executed += _effects.Executed;
            block.Answer(
                p, _effects.Messages[.._effects.MessageCount], _effects.Statistics[.._effects.StatisticCount], _effects.Executed,
                process.NextLocalNs, _effects.TakeFault(), _effects.Reads.ToArray(), process.AllPublished());
        }
    }

    private long Exchange(long untilNs)
    {
        long earliest = long.MaxValue;
        for (int to = 0; to < _blocks.Length; to++)
        {
            foreach (WindowBlock from in _blocks) earliest = Math.Min(earliest, _blocks[to].Apply(from.TakeBatch(to), untilNs));
        }

        PublishedWrite[]?[]?[] changes = [.. _blocks.Select(block => block.TakePublished())];
        foreach (PublishedWrite[]?[] published in changes.OfType<PublishedWrite[]?[]>())
        {
            foreach (WindowBlock block in _blocks) earliest = Math.Min(earliest, block.ApplyPublished(published));
        }

        return earliest;
    }

    private void CheckCalls()
    {
        List<Message> underWay = new();
        foreach (WindowBlock block in _blocks) underWay.AddRange(block.AllUndelivered());
        new CallBalance(_plan.CoreModel, _plan.Cpus).Check(cpu => ref ((CoreProcess)_processes[cpu]).Core, underWay);
    }

    private void Trace(long untilNs, ITraceSink sink)
    {
        ArraySegment<TraceRecord>[] streams = new ArraySegment<TraceRecord>[_blocks.Length];
        for (int owner = 0; owner < _blocks.Length; owner++)
        {
            _effects.Reset();
            foreach (int p in _blocks[owner].Active())
            {
                TracedRepeat repeat = new(_effects, _processes[p].Hash);
                _processes[p].Restore();
                if (_blocks[owner].Published is { } published) _reading.Show(published);
                _processes[p].Execute(untilNs, _blocks[owner].InboxBefore(p, untilNs), _effects);
                repeat.End(p, _processes[p].Hash, untilNs);
            }

            TraceRecord[] records = _effects.Traces[.._effects.TraceCount];
            Array.Sort(records, TraceRecord.Compare);
            streams[owner] = records;
        }

        TraceMerge.Write(streams, sink);
    }
}
