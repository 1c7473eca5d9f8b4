using Tickstorm.Engine;
using Tickstorm.Engine.Window;
using Tickstorm.Results;
using Tickstorm.Tracing;

namespace Tickstorm.Tests.Engine;

/// <summary>Holds the parallel engine against the reference.</summary>
internal static class Agreement
{
    public static readonly int[] Threads = [1, 2, 3, 8];

    /// <summary>1 us, 10 us, 1 ms, 10 ms, adaptive.</summary>
    public static readonly long[] Windows = [1_000, 10_000, 1_000_000, 10_000_000, 0];

    /// <summary>Runs a fresh model under every number of threads and window, or those given; returns the reference after its run.</summary>
    public static T Holds<T>(Func<T> create, long durationNs, bool trace = false, int[]? threadCounts = null, long[]? windows = null)
        where T : ISimulationModel
    {
        T reference = create();
        Recorder records = new();
        RunOutcome expected = SequentialEngine.Run(reference, durationNs, trace ? records : null, check: true);
        Assert.True(expected.Committed > 0);
        foreach (int threads in threadCounts ?? Threads)
        {
            foreach (long window in windows ?? Windows)
            {
                T model = create();
                Recorder traced = new();
                WindowOptions options = new() { Threads = threads, WindowNs = window, Check = true, SmallWindow = 0 };
                RunOutcome outcome = ParallelEngine.Run(model, durationNs, options, trace ? traced : null);
                string how = $"{threads} threads, windows of {window} ns";
                Assert.True(outcome.Committed == expected.Committed, $"{how}: {outcome.Committed} events for {expected.Committed}");
                Assert.True(EventHash.Digest(model) == EventHash.Digest(reference), how);
                Assert.True(
                    records.Records.SequenceEqual(traced.Records), $"{how}: {traced.Records.Count} records for {records.Records.Count}");
            }
        }

        return reference;
    }

    internal sealed class Recorder : ITraceSink
    {
        public List<TraceRecord> Records { get; } = [];

        public void Write(ReadOnlySpan<TraceRecord> records) => Records.AddRange(records);
    }
}
