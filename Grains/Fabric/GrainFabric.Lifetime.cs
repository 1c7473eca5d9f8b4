using Orleans.Runtime.Placement;
using Tickstorm.Contracts.Fabric;
using Tickstorm.Contracts.Processes;

namespace Tickstorm.Grains.Fabric;

// How the grains are started, and stopped.
internal sealed partial class GrainFabric
{
    private const int MostTries = 60;
    private const int TriesToBringHome = 30;

    private protected override async Task<FabricReport> Activate()
    {
        int first = Ranges.First(Node), count = Ranges.Length(Node);
        await Load();
        IReadOnlyList<int> all = [.. Enumerable.Range(first, count)];
        await StartAll(
            all, (p, home) => _grains.LocalApic(p) is { } apic
            ? StartApic(apic, Order(p, home))
            : new(new StartReply(StepStatus.Done, 0)), (_, _) => { });
        await StartAll(
            all, (p, home) => _grains.Process(p).Start(Order(p, home)), (p, reply) => _block.SetNext(p, reply.NextLocalNs));
        _states.Clear();
        // What windows cost is counted without the start of the grains.
        _cost = new SiloCost();
        return new FabricReport { EarliestNs = _block.EarliestNs, Undelivered = _block.Undelivered };
    }

    // A grain that still lives in another silo moves here, which takes a moment. One that does not come works from where it is.
    private async Task StartAll(IReadOnlyList<int> processes, Func<int, bool, ValueTask<StartReply>> start, Action<int, StartReply> started)
    {
        for (int tries = 0; processes.Count > 0; tries++)
        {
            if (tries == MostTries) throw new StaleEpochException($"{processes.Count} processes do not come to this silo.");
            if (tries > 0) await Task.Delay(50);
            List<int> elsewhere = new();
            bool home = tries < TriesToBringHome;
            Task? reached = null;
            await Dispatcher.ForEach(processes, p => IfHeard(start(p, home), () => reached ??= _unheard.ReachAll()), (p, reply) =>
            {
                if (reply.Status is StepStatus.Elsewhere) elsewhere.Add(p);
                else Expect(p, reply.Status);
                _unheard.WorksIn(reply.Silo);
                if (reply.Status is StepStatus.Done) started(p, reply);
            });
            processes = elsewhere;
        }
    }

    // What was lost on the way is said again, as to one that has not come yet. Where it is is not known: all silos have to be within reach.
    private static async ValueTask<StartReply> IfHeard(ValueTask<StartReply> start, Func<Task> reach)
    {
        try
        {
            return await start;
        }
        catch (Exception lost) when (UnheardGrains.IsOfTheWay(lost))
        {
            if (lost is TimeoutException) await reach();
            return new StartReply(StepStatus.Elsewhere, 0);
        }
    }

    private StartOrder Order(int process, bool home) =>
        new() { Epoch = Plan.Epoch, Home = Plan.Silos[Node], AtHome = home, State = _states.GetValueOrDefault(process) };

    private async ValueTask<StartReply> StartApic(ILocalApicGrain apic, StartOrder order)
    {
        if (!Plan.Apart) return await apic.Start(order);
        SiloAddress other = Plan.Silos[(Node + 1) % Plan.Silos.Length];
        RequestContext.Set(IPlacementDirector.PlacementHintKey, other);
        StartReply reply = await apic.Start(
            new StartOrder { Epoch = order.Epoch, Home = other, AtHome = order.AtHome, State = order.State });
        RequestContext.Remove(IPlacementDirector.PlacementHintKey);
        return reply;
    }

    // Those of this part, and those that an earlier epoch may have left here.
    public override async Task Close()
    {
        foreach ((int first, int count) in Held)
        {
            GrainReferences grains = new(_factory, Machine, Plan.Run, first, count);
            await Dispatcher.ForEach([.. Enumerable.Range(first, count)], p => Stop(grains, p), (_, _) => { });
        }
    }

    private async ValueTask<bool> Stop(GrainReferences grains, int process)
    {
        await grains.Process(process).Stop(Plan.Epoch);
        if (grains.LocalApic(process) is { } apic) await apic.Stop(Plan.Epoch);
        return true;
    }
}
