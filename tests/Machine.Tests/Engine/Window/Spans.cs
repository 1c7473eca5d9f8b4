using Tickstorm.Engine.Window;
using Tickstorm.Processes;
using Tickstorm.Simulation;
using Tickstorm.Tracing;

namespace Tickstorm.Tests.Engine.Window;

/// <summary>
/// A cluster's silos in one process: a span for each, executed by its own threads, batches handed over directly. What a cluster adds to
/// this is calls, losses and checkpoints.
/// </summary>
internal sealed class Spans
{
    private readonly MachinePlan _plan;
    private readonly ProcessRanges _ranges;
    private readonly MachineSpan[] _spans;
    private readonly Agreement.Recorder[] _records;
    private readonly Table _table;

    public Spans(MachinePlan plan, int silos, int workers, long windowNs, bool trace = false)
    {
        _plan = plan;
        _ranges = ProcessRanges.Balanced(plan.Cpus, plan.PackageCpus, plan.ProcessCount, silos);
        _table = new Table(silos);
        _records = [.. Enumerable.Range(0, silos).Select(_ => new Agreement.Recorder())];
        _spans =
        [
            .. Enumerable.Range(0, silos).Select(silo => new MachineSpan(
                plan, perCpu: true, _ranges, silo, workers, windowNs, trace ? _records[silo] : null, new Seat(_table, silo))),
        ];
        foreach (MachineSpan span in _spans) span.Begin();
    }

    /// <summary>Events committed.</summary>
    public long Committed { get; private set; }

    /// <summary>Windows.</summary>
    public long Windows { get; private set; }

    /// <summary>Exchanges of all silos with each other.</summary>
    public int Exchanges => _table.Exchanges;

    /// <summary>Orders that it took.</summary>
    public int Orders { get; private set; }

    /// <summary>Bytes that the workers of all silos allocated, without what the handing over of batches here does.</summary>
    public long Allocated { get; private set; }

    /// <summary>The records of all, in the one total order.</summary>
    public TraceRecord[] Records
    {
        get
        {
            TraceRecord[] all = [.. _records.SelectMany(records => records.Records)];
            Array.Sort(all, TraceRecord.Compare);
            return all;
        }
    }

    /// <summary>The hashes of all processes.</summary>
    public ulong[] Hashes => [.. Blocks().SelectMany(block => block.States).Select(state => Hash(state.Process, state.State))];

    /// <summary>All that was measured.</summary>
    public byte[] Measured
    {
        get
        {
            RunStatistics sum = new(perCpu: true);
            foreach (MachineBlock block in Blocks().Where(block => block.Measured.Length > 0)) sum.Add(block.Measured);
            return sum.ToBytes();
        }
    }

    /// <summary>Runs events with time below the scenario's duration, by orders of so many windows.</summary>
    public void Run(long mostWindows = long.MaxValue)
    {
        long duration = _plan.Scenario.Run.DurationNs;
        while (_spans.Min(span => span.EarliestNs) is long start && start < duration)
        {
            SpanOrder order = new(start, duration, mostWindows, TimeSpan.FromMinutes(1));
            SpanReport[] reports = new SpanReport[_spans.Length];
            Exception?[] failures = new Exception?[_spans.Length];
            Thread[] threads =
            [
                .. _spans.Select((span, silo) => new Thread(() =>
                {
                    try
                    {
                        reports[silo] = span.Run(order);
                    }
                    catch (Exception failure)
                    {
                        failures[silo] = failure;
                        _table.Break();
                    }
                })),
            ];
            foreach (Thread thread in threads) thread.Start();
            foreach (Thread thread in threads) thread.Join();
            if (failures.FirstOrDefault(failure => failure is not null and not OperationCanceledException) is { } first)
                throw new InvalidOperationException(first.ToString(), first);
            foreach (SpanReport report in reports)
                Assert.Equal((reports[0].Windows, reports[0].CommittedNs, reports[0].NextNs), (report.Windows, report.CommittedNs, report.NextNs));
            Committed += reports[0].Committed;
            Windows += reports[0].Windows;
            Allocated += reports.Sum(report => report.AllocatedBytes) - _table.TakeAllocated();
            Orders++;
        }
    }

    // Two of each silo, as a large one has many.
    private IEnumerable<MachineBlock> Blocks() => _spans.SelectMany((span, silo) =>
    {
        int first = _ranges.First(silo), end = first + _ranges.Length(silo), middle = (first + end) / 2;
        byte[][] saved = span.Save(
            [(first, middle, true), (middle, end, false)], _plan.Scenario.Run.DurationNs, size => new byte[size]);
        return saved.Select(bytes =>
        {
            MachineBlock block = MachineBlock.FromBytes(bytes, _plan.Fingerprint);
            Assert.Equal(bytes, block.ToBytes(_plan.Fingerprint));
            return block;
        });
    });

    private ulong Hash(int number, byte[] state)
    {
        LogicalProcess process = _plan.Create(number);
        process.FromBytes(state);
        return process.Hash;
    }

    // Where batches lie until all are there.
    private sealed class Table(int silos)
    {
        private readonly object _gate = new();
        private readonly Dictionary<(long, int), PeerRound?[,]> _rounds = [];
        private bool _isBroken;
        private long _allocated;

        /// <summary>What exchanges have allocated since this was last asked.</summary>
        public long TakeAllocated() => Interlocked.Exchange(ref _allocated, 0);

        public int Exchanges => _rounds.Count;

        public void Break()
        {
            lock (_gate)
            {
                _isBroken = true;
                Monitor.PulseAll(_gate);
            }
        }

        public PeerRound[] Exchange(int silo, PeerRound[] batches)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            PeerRound[] came = HandOver(silo, batches);
            Interlocked.Add(ref _allocated, GC.GetAllocatedBytesForCurrentThread() - before);
            return came;
        }

        private PeerRound[] HandOver(int silo, PeerRound[] batches)
        {
            (long, int) key = (batches[0].Window, batches[0].Number);
            lock (_gate)
            {
                if (!_rounds.TryGetValue(key, out PeerRound?[,]? round)) _rounds[key] = round = new PeerRound?[silos, silos];
                for (int i = 0; i < batches.Length; i++) round[silo, Other(silo, i)] = batches[i];
                Monitor.PulseAll(_gate);
                PeerRound[] came = new PeerRound[batches.Length];
                for (int i = 0; i < came.Length; i++)
                {
                    while (round[Other(silo, i), silo] is null && !_isBroken) Monitor.Wait(_gate);
                    came[i] = round[Other(silo, i), silo] ?? throw new OperationCanceledException();
                }

                return came;
            }
        }

        private static int Other(int silo, int i) => i < silo ? i : i + 1;
    }

    private sealed class Seat(Table table, int silo) : IWindowPeers
    {
        public PeerRound[] Exchange(PeerRound[] batches) => table.Exchange(silo, batches);

        public void ThrowIfOver() { }
    }
}
