using System.Runtime.InteropServices;
using Tickstorm.Contracts.Fabric;
using Tickstorm.Tracing;

namespace Tickstorm.Grains.Fabric;

// The trace of a silo's part: collected at each commit, written with the next checkpoint. What belongs to no checkpoint never was.
internal sealed partial class RunFabric
{
    private readonly List<TraceRecord> _traced = [];
    private readonly TraceSort _sort = new();

    private async Task Trace(FabricOrder order)
    {
        List<TraceRecord> window = [];
        int[] active = _block.Active();
        _turns += active.Length;
        await Dispatcher.ForEach(active, p => _grains.Process(p).Trace(order.Step, order.UntilNs), (p, traced) =>
        {
            Expect(p, traced.Status);
            if (traced.Records is { } records) window.AddRange(TraceBytes.Read(records));
        }, _unheard);
        _traced.AddRange(_sort.Sort(window.ToArray()));
    }

    private byte[] TakeTrace()
    {
        byte[] bytes = TraceBytes.Write(CollectionsMarshal.AsSpan(_traced));
        _traced.Clear();
        return bytes;
    }
}
