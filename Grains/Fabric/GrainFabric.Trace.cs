using Tickstorm.Contracts.Fabric;
using Tickstorm.Tracing;

namespace Tickstorm.Grains.Fabric;

// The trace: each grain executes its settled window once more.
internal sealed partial class GrainFabric
{
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
        Traced.AddRange(_sort.Sort(window.ToArray()));
    }
}
