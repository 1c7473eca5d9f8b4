using System.Runtime.InteropServices;
using Tickstorm.Contracts.Fabric;
using Tickstorm.Tracing;

namespace Tickstorm.Grains.Fabric;

// The trace of a silo's part: collected at each commit, written with the next checkpoint. What belongs to no checkpoint never was.
internal sealed partial class RunFabric
{
    private readonly List<TraceRecord> _traced = [];

    private async Task Trace(FabricOrder order)
    {
        int before = _traced.Count;
        int[] active = _block.Active();
        _turns += active.Length;
        await Dispatcher.ForEach(active, p => _grains.Process(p).Trace(order.Step, order.UntilNs), (p, traced) =>
        {
            Expect(p, traced.Status);
            if (traced.Records is { } records) _traced.AddRange(TraceBytes.Read(records));
        }, _unheard);
        CollectionsMarshal.AsSpan(_traced)[before..].Sort(TraceRecord.Compare);
    }

    private byte[] TakeTrace()
    {
        byte[] bytes = TraceBytes.Write(CollectionsMarshal.AsSpan(_traced));
        _traced.Clear();
        return bytes;
    }
}
