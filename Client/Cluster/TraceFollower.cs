using Tickstorm.Contracts.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Client.Cluster;

/// <summary>
/// Writes a run's trace as its segments come to exist. A segment belongs to a complete checkpoint, so nothing is ever taken back.
/// </summary>
internal sealed class TraceFollower(ITraceSink sink)
{
    private int _written;

    /// <summary>Writes what is new.</summary>
    public async Task Follow(IMachineGrain machine, RunProgress progress)
    {
        for (; _written < progress.TraceSegments; _written++)
        {
            byte[][] blocks = await RepeatedCall.UntilAnswered(() => machine.TraceSegment(_written))
                ?? throw new InvalidOperationException($"Segment {_written} of the trace is no longer in the cluster's storage.");
            sink.Write(Merge(blocks));
        }
    }

    private static ReadOnlySpan<TraceRecord> Merge(byte[][] blocks)
    {
        if (blocks.Length == 1) return TraceBytes.Read(blocks[0]);
        List<TraceRecord> all = new();
        foreach (byte[] block in blocks) all.AddRange(TraceBytes.Read(block));
        return new TraceSort().Sort(all.ToArray());
    }
}
