using Tickstorm.Contracts.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Client.Cluster;

/// <summary>
/// Writes a run's trace as its segments come to exist. A segment belongs to a complete checkpoint, so nothing is ever taken back. Each
/// silo's part is read by a silo of its own; the run's leader only names them.
/// </summary>
internal sealed class TraceFollower(IGrainFactory grains, ITraceSink sink)
{
    private int _written;

    /// <summary>Writes what is new.</summary>
    public async Task Follow(IMachineGrain machine, RunProgress progress)
    {
        for (; _written < progress.TraceSegments; _written++)
        {
            string[] names = await RepeatedCall.UntilAnswered(() => machine.TraceBlocks(_written)) ?? [];
            byte[]?[] blocks = await Task.WhenAll(
                names.Select(name => RepeatedCall.UntilAnswered(grains.GetGrain<ITraceBlockGrain>(name).Read)));
            if (blocks.Length == 0 || blocks.Contains(null))
                throw new InvalidOperationException($"Segment {_written} of the trace is no longer in the cluster's storage.");
            sink.Write(Merge(blocks));
        }
    }

    private static ReadOnlySpan<TraceRecord> Merge(byte[]?[] blocks)
    {
        if (blocks.Length == 1) return TraceBytes.Read(blocks[0]!);
        List<TraceRecord> all = new();
        foreach (byte[]? block in blocks) all.AddRange(TraceBytes.Read(block!));
        return new TraceSort().Sort(all.ToArray());
    }
}
