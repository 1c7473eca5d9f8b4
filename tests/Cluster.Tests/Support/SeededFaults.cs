using Tickstorm.Contracts.Fabric;
using Tickstorm.Grains.Fabric;

namespace Tickstorm.Tests.Support;

/// <summary>Loses, repeats and holds back batches by a seed, each with one chance in eight.</summary>
internal sealed class SeededFaults(int seed) : IFabricFaults
{
    private int _faults;

    public int Count => _faults;

    public BatchFate OnSend(PeerBatch batch, int attempt)
    {
        uint draw = (uint)HashCode.Combine(seed, 17) ^ (uint)(batch.Step.Window * 2654435761) ^ (uint)(batch.Step.Round * 40503 + batch.From * 9973 + attempt * 7919);
        draw = (draw ^ draw >> 15) * 2246822519;
        draw = (draw ^ draw >> 13) * 3266489917;
        BatchFate fate = (draw >> 8 & 7) switch
        {
            0 => new BatchFate(0, Lost: true, Repeated: false),
            1 => new BatchFate(0, Lost: false, Repeated: true),
            2 => new BatchFate((int)(draw & 15), Lost: false, Repeated: false),
            _ => default,
        };
        if (fate != default) Interlocked.Increment(ref _faults);
        return fate;
    }
}
