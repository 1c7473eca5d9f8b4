using Tickstorm.Engine;
using Tickstorm.Hardware;
using Tickstorm.Kernel;
using Tickstorm.Kernel.Designs;
using Tickstorm.Scenarios;

namespace Tickstorm.Processes;

/// <summary>
/// The legacy block: the PIT's channel 0, whose OUT reaches the IO-APIC's IRQ0 pin in broadcast designs; in the others it stands still.
/// </summary>
internal sealed class LegacyBlock(Scenario scenario, Design design, ProcessIds ids)
{
    private const int RateGenerator = 2;

    private readonly long _wireNs = Math.Max(1, scenario.Costs.IoApicWrite);

    public LegacyState State = Start(scenario, design);

    public void Execute(long untilNs, Effects effects)
    {
        while (State.NextNs < untilNs)
        {
            long now = State.NextNs;
            bool wasHigh = State.Pit.Out(now);
            State.Pit.Advance(now);
            if (wasHigh || !State.Pit.Out(now)) continue;

            State.Hash = EventHash.Extend(State.Hash, now, HashWord.Raised);
            effects.Send(
                now, new Message { Time = now + _wireNs, Source = ids.Legacy, Sequence = State.Sequence++, Target = ids.Lines,
                Kind = MessageKind.PinEdge });
            effects.Executed++;
        }
    }

    // init_pit_timer() for a periodic tick: mode 2, and the latch that comes nearest to HZ.
    private static LegacyState Start(Scenario scenario, Design design)
    {
        LegacyState state = new() { Hash = EventHash.Start, Pit = new PitCounter(gate: true) };
        if (design.Source == TickSource.Broadcast)
        {
            state.IsProgrammed = true;
            state.Pit.SetMode(RateGenerator, bcd: false, nowNs: 0);
            state.Pit.BeginLoad(nowNs: 0);
            state.Pit.Load((int)PitTick.Latch(scenario.Tick.Hz) & 0xffff, nowNs: 0);
        }

        return state;
    }
}

/// <summary>The legacy block's state.</summary>
internal struct LegacyState
{
    public ulong Hash;
    public uint Sequence;
    public bool IsProgrammed;
    public PitCounter Pit;

    /// <summary>The next change of the PIT's output, ns.</summary>
    public readonly long NextNs => IsProgrammed ? Pit.NextChangeNs : long.MaxValue;
}
