using Orleans.Runtime.Placement;
using Tickstorm.Contracts.Fabric;
using Tickstorm.Contracts.Processes;
using Tickstorm.Engine;
using Tickstorm.Simulation;

namespace Tickstorm.Grains.Fabric;

// How a silo's part begins, is saved and ends.
internal sealed partial class RunFabric
{
    private const int MostTries = 60;
    private const int TriesToBringHome = 30;

    private async Task<FabricReport> Activate()
    {
        int first = _ranges.First(Node), count = _ranges.Length(Node);
        Dictionary<int, byte[]> states = new();
        await Load(states);
        IReadOnlyList<int> all = [.. Enumerable.Range(first, count)];
        await StartAll(
            all, (p, home) => _grains.LocalApic(p) is { } apic
            ? StartApic(apic, Order(p, states, home))
            : new(new StartReply(StepStatus.Done, 0)), (_, _) => { });
        await StartAll(
            all, (p, home) => _grains.Process(p).Start(Order(p, states, home)), (p, reply) => _block.SetNext(p, reply.NextLocalNs));
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

    private StartOrder Order(int process, Dictionary<int, byte[]> states, bool home) =>
        new() { Epoch = Plan.Epoch, Home = Plan.Silos[Node], AtHome = home, State = states.GetValueOrDefault(process) };

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

    private async Task Load(Dictionary<int, byte[]> states)
    {
        int first = _ranges.First(Node), end = first + _ranges.Length(Node);
        int[] writers = _machine.Publish().Writers();
        foreach (string name in Plan.Blocks)
        {
            BlockName told = BlockName.Parse(name);
            // What was measured is one total: the first silo carries it on.
            bool hasMine = told.First < end && told.End > first, hasMeasured = Node == 0 && told.HasMeasured;
            bool hasWriter = writers.Any(writer => told.First <= writer && writer < told.End);
            if (!hasMine && !hasMeasured && !hasWriter) continue;
            MachineBlock block = await ReadBlock(name);
            foreach ((int process, byte[] state) in block.States)
            {
                if (process >= first && process < end) states.Add(process, state);
                // Wherever it is executed: all read it.
                if (writers.Contains(process)) _block.SetPublished(_machine.PublishedIn(process, state));
            }

            foreach (ref readonly Message message in block.Undelivered.AsSpan())
            {
                if (message.Target >= first && message.Target < end) _block.AddUndelivered(in message);
            }

            if (hasMeasured && block.Measured.Length > 0) _statistics.Add(block.Measured);
        }
    }

    private async Task<MachineBlock> ReadBlock(string name)
    {
        byte[] bytes = await _checkpoints.Read(name)
            ?? throw new BrokenRunException($"Block {name} of the checkpoint is not in storage.");
        try
        {
            return MachineBlock.FromBytes(bytes, _machine.Fingerprint);
        }
        catch (InvalidDataException unreadable)
        {
            throw new BrokenRunException(unreadable.Message, unreadable);
        }
    }

    /// <summary>Stops the grains of this part, and those that an earlier epoch may have left here.</summary>
    public async Task Close()
    {
        foreach ((int first, int count) in Held)
        {
            GrainReferences grains = new(_factory, _machine, Plan.Run, first, count);
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
