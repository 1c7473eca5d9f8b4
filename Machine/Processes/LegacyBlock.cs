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
internal sealed class LegacyBlock(Scenario scenario, Design design, GuestPlan guest, ProcessIds ids)
    : SharedProcess("the legacy block", "tick.hz")
{
    private const int RateGenerator = 2;

    private readonly long _wireNs = Math.Max(1, scenario.Costs.IoApicWrite);
    private readonly GuestSnapshot[] _snapshots = design.Device == BroadcastDevice.None ? [] : guest.Snapshots;

    // Its expiries before the first restore, and after each.
    private readonly BroadcastTick[] _ticks = TicksOf(scenario, design, guest);

    private LegacyState _saved;

    public LegacyState State = Start(scenario, design);

    public override long NextLocalNs => Math.Min(State.NextNs, NextRestoreNs);

    public override ulong Hash => State.Hash;

    public override void Save() => _saved = State;

    public override void Restore() => State = _saved;

    public override void Write(BinaryWriter writer) => StructBytes.Write(writer, ref State);

    public override void Read(BinaryReader reader) => StructBytes.Read(reader, ref State);

    public override IReadOnlyList<(string Name, string Value)> Describe(long nowNs) =>
        [("next edge", Text(State.NextNs)), ("edges", Text(State.Sequence))];

    private long NextRestoreNs => State.Restored < _snapshots.Length ? _snapshots[State.Restored].TimeNs : long.MaxValue;

    protected override void OnMessage(in Message message, Effects effects) => throw Unexpected(in message);

    protected override void OnLocal(long now, Effects effects)
    {
        if (State.NextNs > now)
        {
            Restore(now, effects);
            return;
        }

        if (State.HpetNs == now)
        {
            State.HpetNs = _ticks[State.Restored].ExpiryNs(++State.HpetCount + 1);
            SendEdge(now, effects);
            return;
        }

        // OUT falls and rises; only its rise leaves the block.
        bool wasHigh = State.Pit.Out(now);
        State.Pit.Advance(now);
        if (!wasHigh && State.Pit.Out(now)) SendEdge(now, effects);
    }

    // The chips say when they expire next; what was due by the guest's clock is known.
    private void Restore(long now, Effects effects)
    {
        int index = State.Restored++;
        GuestSnapshot snapshot = _snapshots[index];
        long due = Math.Max(now, NextExpiryNs(now) - snapshot.ClockStepNs);
        bool isDue = false;
        if (design.Device == BroadcastDevice.Hpet) State.HpetNs = _ticks[State.Restored].ExpiryNs(State.HpetCount + 1);
        else isDue = RestorePit(snapshot, now, effects);
        long expiry = isDue ? now : NextExpiryNs(now);
        State.Hash = EventHash.Extend(State.Hash, now, HashWord.GuestRestored | (ulong)expiry << 8);
        effects.Append(new TimerFate(index, due, expiry, now, scenario.Run.DurationNs).Pack());
    }

    // True when its output has risen while the guest was away.
    private bool RestorePit(GuestSnapshot snapshot, long now, Effects effects)
    {
        if (snapshot.Counters == CounterRestore.Restarted)
        {
            State.Pit.SetMode(RateGenerator, bcd: false, now);
            State.Pit.BeginLoad(now);
            State.Pit.Load((int)PitTick.Latch(scenario.Tick.Hz) & 0xffff, now);
        }

        if (snapshot.Counters != CounterRestore.Elapsed || !State.Pit.CountOn(snapshot.OutsideNs, now)) return false;
        SendEdge(now, effects);
        return true;
    }

    // The PIT's output falls one clock before it rises.
    private long NextExpiryNs(long now)
    {
        if (!State.IsProgrammed) return State.HpetNs;
        PitCounter ahead = State.Pit;
        long next = ahead.NextChangeNs;
        if (!ahead.Out(now)) return next;
        ahead.Advance(next);
        return ahead.NextChangeNs;
    }

    private void SendEdge(long now, Effects effects)
    {
        State.Hash = EventHash.Extend(State.Hash, now, HashWord.Raised);
        effects.Send(
            now, new Message { Time = now + _wireNs, Source = ids.Legacy, Sequence = State.Sequence++, Target = ids.Lines,
            Kind = MessageKind.PinEdge });
    }

    private static BroadcastTick[] TicksOf(Scenario scenario, Design design, GuestPlan guest) =>
        [.. Enumerable.Range(0, guest.Snapshots.Length + 1).Select(restores => BroadcastTick.Of(scenario, design, restores))];

    // init_pit_timer() for a periodic tick: mode 2, and the latch that comes nearest to HZ.
    private static LegacyState Start(Scenario scenario, Design design)
    {
        LegacyState state = new() { Hash = EventHash.Start, Pit = new PitCounter(gate: true), HpetNs = long.MaxValue };
        if (design.Device == BroadcastDevice.Hpet)
        {
            state.HpetNs = BroadcastTick.Of(scenario, design, 0).ExpiryNs(1);
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

    /// <summary>Restores that are behind it.</summary>
    public int Restored;

    /// <summary>The HPET's next expiry, ns, and how many there were.</summary>
    public long HpetNs, HpetCount;

    /// <summary>The next change of the PIT's output, or the HPET's expiry, ns.</summary>
    public readonly long NextNs => IsProgrammed ? Pit.NextChangeNs : HpetNs;
}
