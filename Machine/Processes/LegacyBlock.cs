using Tickstorm.Engine;
using Tickstorm.Hardware;
using Tickstorm.Kernel;
using Tickstorm.Kernel.Designs;
using Tickstorm.Scenarios;

namespace Tickstorm.Processes;

/// <summary>
/// The legacy block: in designs of a periodic broadcast the PIT's channel 0, or the HPET's timer 0 in its place, reaches the IO-APIC's IRQ0
/// pin; in the others it does not run.
/// </summary>
internal sealed class LegacyBlock(Scenario scenario, Design design, ProcessIds ids) : SharedProcess("the legacy block", "tick.hz")
{
    private const int RateGenerator = 2;

    private readonly long _wireNs = Math.Max(1, scenario.Costs.IoApicWrite);
    private readonly BroadcastTick _tick = BroadcastTick.Of(scenario, design);

    private LegacyState _saved;

    public LegacyState State = Start(scenario, design);

    public override long NextLocalNs => State.NextNs;

    public override ulong Hash => State.Hash;

    public override void Save() => _saved = State;

    public override void Restore() => State = _saved;

    public override void Write(BinaryWriter writer) => StructBytes.Write(writer, ref State);

    public override void Read(BinaryReader reader) => StructBytes.Read(reader, ref State);

    public override IReadOnlyList<(string Name, string Value)> Describe(long nowNs) =>
        [("next edge", Text(State.NextNs)), ("edges", Text(State.Sequence))];

    protected override void OnMessage(in Message message, Effects effects) => throw Unexpected(in message);

    protected override void OnLocal(long now, Effects effects)
    {
        if (State.HpetNs == now)
        {
            State.HpetNs = _tick.ExpiryNs(++State.HpetCount + 1);
            SendEdge(now, effects);
            return;
        }

        // OUT falls and rises; only its rise leaves the block.
        bool wasHigh = State.Pit.Out(now);
        State.Pit.Advance(now);
        if (!wasHigh && State.Pit.Out(now)) SendEdge(now, effects);
    }

    private void SendEdge(long now, Effects effects)
    {
        State.Hash = EventHash.Extend(State.Hash, now, HashWord.Raised);
        effects.Send(
            now, new Message { Time = now + _wireNs, Source = ids.Legacy, Sequence = State.Sequence++, Target = ids.Lines,
            Kind = MessageKind.PinEdge });
    }

    // init_pit_timer() for a periodic tick: mode 2, and the latch that comes nearest to HZ.
    private static LegacyState Start(Scenario scenario, Design design)
    {
        LegacyState state = new() { Hash = EventHash.Start, Pit = new PitCounter(gate: true), HpetNs = long.MaxValue };
        if (design.Device == BroadcastDevice.Hpet)
        {
            state.HpetNs = BroadcastTick.Of(scenario, design).ExpiryNs(1);
        }
        else if (design.Device == BroadcastDevice.Pit)
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

    /// <summary>The HPET's next expiry, ns, and how many there were.</summary>
    public long HpetNs, HpetCount;

    /// <summary>The next change of the PIT's output, or the HPET's expiry, ns.</summary>
    public readonly long NextNs => IsProgrammed ? Pit.NextChangeNs : HpetNs;
}
