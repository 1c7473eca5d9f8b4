using Tickstorm.Engine;
using Tickstorm.Kernel.Designs;
using Tickstorm.Scenarios;

namespace Tickstorm.Kernel;

/// <summary>The legacy block: the PIT, whose output reaches the IO-APIC's IRQ0 pin in broadcast designs and is silent in the others.</summary>
internal sealed class LegacyBlock(Scenario scenario, Design design, ProcessIds ids)
{
    private readonly int _hz = scenario.Tick.Hz;
    private readonly long _wireNs = Math.Max(1, scenario.Costs.IoApicWrite);

    public LegacyState State = new()
    {
        Hash = EventHash.Start,
        NextNs = design.Source == TickSource.Broadcast ? PitClock.ExpiryNs(scenario.Tick.Hz, 1) : long.MaxValue,
        Index = 1,
    };

    public void Execute(long untilNs, Effects effects)
    {
        while (State.NextNs < untilNs)
        {
            long now = State.NextNs;
            State.Hash = EventHash.Extend(State.Hash, now, HashWord.Raised);
            effects.Send(now, new Message { Time = now + _wireNs, Source = ids.Legacy, Sequence = State.Sequence++, Target = ids.Domain, Kind = Wire.PinEdge });
            State.NextNs = PitClock.ExpiryNs(_hz, ++State.Index);
            effects.Executed++;
        }
    }
}

/// <summary>The legacy block's state.</summary>
internal struct LegacyState
{
    public ulong Hash;
    public uint Sequence;
    public long NextNs, Index;
}
