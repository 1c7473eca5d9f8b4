using Tickstorm.Contracts.Processes;
using Tickstorm.Engine;
using Tickstorm.Simulation;

namespace Tickstorm.Grains.Fabric;

/// <summary>
/// A core that its grain has taken back: its messages go to the local APIC's grain, and the virtual CPU's executes each window in a turn of
/// its own.
/// </summary>
/// <param name="grains">Finds the grains.</param>
/// <param name="run">The run.</param>
/// <param name="epoch">The epoch that it is taken back in.</param>
/// <param name="home">This silo.</param>
/// <param name="cpu">The CPU.</param>
/// <param name="window">Tells the running number of the open window.</param>
internal sealed class RecalledCore(IGrainFactory grains, string run, long epoch, SiloAddress home, int cpu, Func<long> window)
    : IRecalledCore
{
    private const int MostTries = 60;
    private readonly IVirtualCpuGrain _core = grains.GetGrain<IVirtualCpuGrain>(cpu, run);
    private readonly ILocalApicGrain _apic = grains.GetGrain<ILocalApicGrain>(cpu, run);
    private byte[]? _state;
    private StepId _last;
    private long _turns;

    /// <summary>The state that the grains start from, at the first window.</summary>
    public void Take(byte[] state) => _state = state;

    /// <inheritdoc/>
    public RecalledStep Execute(long untilNs, Message[] inbox, PublishedWrite[]?[]? published)
    {
        long now = window();
        _last = new StepId(epoch, now, _last.Window == now ? _last.Round + 1 : 1);
        return Turn(untilNs, inbox, published).GetAwaiter().GetResult();
    }

    /// <summary>Calls of the grains since this was last asked. Between windows.</summary>
    public long TakeTurns()
    {
        long turns = _turns;
        _turns = 0;
        return turns;
    }

    /// <summary>The grains hold nothing of the core any more.</summary>
    public async Task Release()
    {
        await Again(() => Done(_core.Stop(epoch)));
        await Again(() => Done(_apic.Stop(epoch)));
    }

    private async Task<RecalledStep> Turn(long untilNs, Message[] inbox, PublishedWrite[]?[]? published)
    {
        if (_state is { } state) await Start(state);
        _state = null;
        // Also when there is none: what came in an earlier round may have been taken back.
        Expect(await Again(() => _apic.Accept(new Delivery { Step = _last, Messages = inbox }).AsTask()));
        StepReply reply = await Again(() => _core.Execute(_last, untilNs, published).AsTask());
        Expect(reply.Status);
        SavedState saved = await Again(() => _core.Save(epoch, _last.Window).AsTask());
        Expect(saved.Status);
        _turns += 3;
        return new RecalledStep(reply.Sent, reply.Measured, reply.Events, reply.Fault, reply.Reads, saved.State!);
    }

    private async Task Start(byte[] state)
    {
        StartOrder order = new() { Epoch = epoch, Home = home, AtHome = true, State = state };
        await Start(() => _apic.Start(order));
        await Start(() => _core.Start(order));
    }

    // One that is still in another silo, from an epoch before, comes.
    private async Task Start(Func<ValueTask<StartReply>> start)
    {
        for (int tries = 1; ; tries++)
        {
            StepStatus status = (await Again(() => start().AsTask())).Status;
            if (status != StepStatus.Elsewhere || tries == MostTries)
            {
                Expect(status);
                return;
            }

            await Task.Delay(50);
        }
    }

    // What is lost on its way is said again: all of it may be said twice.
    private static async Task<T> Again<T>(Func<Task<T>> call)
    {
        for (int tries = 1; ; tries++)
        {
            try
            {
                return await call();
            }
            catch (Exception failure) when (UnheardGrains.IsOfTheWay(failure) && tries < MostTries)
            {
                await Task.Delay(50);
            }
        }
    }

    private static async Task<bool> Done(ValueTask call)
    {
        await call;
        return true;
    }

    private void Expect(StepStatus status)
    {
        if (status != StepStatus.Done) throw new StaleEpochException($"CPU {cpu}, which was taken back, refused: {status}.");
    }
}
