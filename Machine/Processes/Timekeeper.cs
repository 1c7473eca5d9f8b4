using Tickstorm.Engine;
using Tickstorm.Kernel;
using Tickstorm.Scenarios;

namespace Tickstorm.Processes;

/// <summary>What a CPU tells the timekeeper; flags.</summary>
[Flags]
internal enum TimekeeperCall
{
    /// <summary>tick_do_update_jiffies64: advance jiffies by the time.</summary>
    Update = 1,

    /// <summary>The CPU has found that nobody has the duty, and takes it.</summary>
    Take = 2,

    /// <summary>The CPU stops its tick, and drops the duty if it has it.</summary>
    Drop = 4,

    /// <summary>The CPU has found jiffies unchanged at too many of its ticks.</summary>
    Forced = 8,
}

/// <summary>
/// jiffies, tick_next_period and tick_do_timer_cpu: the one process that writes them. What the others see of them is published: who has the
/// duty, and since when jiffies stand still.
/// </summary>
/// <remarks>
/// Jiffies themselves are not read while they advance, so that they are not published: a value that changes with each period would make
/// each reader of a window execute again. They stand still when no update has come for two and a half periods; that is in time for the
/// first tick of any CPU that can be its fifth without a change.
/// </remarks>
internal sealed class Timekeeper : SharedProcess
{
    /// <summary>The owner when nobody has the duty (TICK_DO_TIMER_NONE).</summary>
    public const int None = -1;

    /// <summary>The second published word while jiffies advance.</summary>
    public const long Advancing = long.MaxValue;

    private const int MostUnsaved = 256;

    private readonly long _periodNs, _delayNs;
    private readonly bool _hasGate;
    private PublishedWrite[] _history = new PublishedWrite[16];
    private PublishedWrite[] _savedHistory = new PublishedWrite[16];
    private int _count, _savedCount;
    private TimekeeperState _saved;

    public Timekeeper(Scenario scenario, KernelSwitches kernel, int owner) : base("the timekeeper", "tick.hz")
    {
        _periodNs = scenario.Tick.PeriodNs;
        _delayNs = scenario.Costs.Published;
        _hasGate = kernel.JiffiesGate;
        State = new TimekeeperState { Hash = EventHash.Start, Owner = owner, StandsSinceNs = Advancing };
        State.WatchNs = Watch(0, owner);
        Add(First(owner));
    }

    public TimekeeperState State;

    public override long NextLocalNs => State.WatchNs;

    public override ulong Hash => State.Hash;

    public override ReadOnlySpan<PublishedWrite> Published => _history.AsSpan(0, _count);

    /// <summary>What is published at the start.</summary>
    public static PublishedWrite First(int owner) => new(0, owner, Advancing);

    public override void Save()
    {
        Trim();
        _saved = State;
        if (_savedHistory.Length < _count) _savedHistory = new PublishedWrite[_count * 2];
        Published.CopyTo(_savedHistory);
        _savedCount = _count;
    }

    public override void Restore()
    {
        State = _saved;
        _count = 0;
        foreach (ref readonly PublishedWrite write in _savedHistory.AsSpan(0, _savedCount)) Add(in write);
    }

    public override void Write(BinaryWriter writer)
    {
        StructBytes.Write(writer, ref State);
        StructBytes.WriteAll(writer, Published[Old..]);
    }

    public override void Read(BinaryReader reader)
    {
        StructBytes.Read(reader, ref State);
        PublishedWrite[] history = StructBytes.ReadAll<PublishedWrite>(reader);
        if (history.Length == 0) throw new InvalidDataException("A saved timekeeper has published nothing.");
        _count = 0;
        foreach (ref readonly PublishedWrite write in history.AsSpan()) Add(in write);
    }

    public override IReadOnlyList<(string Name, string Value)> Describe(long nowNs) =>
    [
        ("duty", State.Owner < 0 ? "nobody" : Text(State.Owner)), ("jiffies", Text(State.Jiffies)), ("updates", Text(State.Updates)),
        ("hand-overs", Text(State.HandOvers)), ("forced updates", Text(State.Forced)), ("largest step", Text(State.LargestStep)),
    ];

    protected override void OnMessage(in Message message, Effects effects)
    {
        long now = message.Time, asked = message.B;
        State.LastEventNs = now;
        State.Hash = EventHash.Extend(
            State.Hash, now, HashWord.Delivered | (ulong)(uint)message.Kind << 8 | (ulong)(uint)message.Source << 16
            | (ulong)message.A << 60);
        TimekeeperCall call = (TimekeeperCall)message.A;
        if (call.HasFlag(TimekeeperCall.Take) && State.Owner == None)
        {
            State.Owner = message.Source;
            State.HandOvers++;
        }

        if (call.HasFlag(TimekeeperCall.Drop) && State.Owner == message.Source) State.Owner = None;
        if (call.HasFlag(TimekeeperCall.Forced)) NoteForced(asked);
        if (call.HasFlag(TimekeeperCall.Update)) Update(now, asked, call.HasFlag(TimekeeperCall.Forced));
        State.WatchNs = Watch(Math.Max(asked, State.WatchedFromNs), State.Owner);
        Publish(now);
    }

    // A CPU that found jiffies standing and comes behind another one that did queues for the lock to find nothing left; the gate turns it
    // away. One that could see the update has not come.
    private void NoteForced(long asked)
    {
        bool comesBehind = asked / _periodNs <= State.Jiffies;
        if (!comesBehind) State.ForcedCalls++;
        else if (asked - _delayNs < State.ChangedNs && _hasGate) State.TurnedAway++;
        else if (asked - _delayNs < State.ChangedNs) State.ForcedCalls++;
    }

    // No update for long: the CPU with the duty has fallen silent.
    protected override void OnLocal(long now, Effects effects)
    {
        State.LastEventNs = now;
        State.WatchNs = long.MaxValue;
        State.StandsSinceNs = State.UpdatedNs;
        Publish(now);
    }

    // ticks = 1 + whole periods missed, by division: one do_timer(ticks).
    private void Update(long now, long asked, bool forced)
    {
        State.WatchedFromNs = Math.Max(State.WatchedFromNs, asked);
        long passed = asked / _periodNs - State.Jiffies;
        if (passed <= 0) return;
        State.Jiffies += passed;
        State.UpdatedNs = asked;
        State.ChangedNs = now;
        State.StandsSinceNs = Advancing;
        State.Updates++;
        if (forced) State.Forced++;
        State.LargestStep = Math.Max(State.LargestStep, passed);
    }

    private long Watch(long sinceNs, int owner) =>
        owner == None || State.StandsSinceNs != Advancing ? long.MaxValue : sinceNs + 5 * _periodNs / 2;

    private void Publish(long now)
    {
        ref PublishedWrite last = ref _history[_count - 1];
        if (last.A == State.Owner && last.B == State.StandsSinceNs) return;
        State.Hash = EventHash.Extend(State.Hash, now, HashWord.Published | (ulong)(uint)State.Owner << 16);
        PublishedWrite write = new(now, State.Owner, State.StandsSinceNs);
        if (last.TimeNs == now)
        {
            last = write;
            return;
        }

        // An engine that saves does it there.
        if (_savedCount == 0 && _count >= MostUnsaved) Trim();
        Add(in write);
    }

    // Nobody reads again what was replaced a cache line's way before the last event.
    private int Old
    {
        get
        {
            int old = 0;
            while (old + 1 < _count && _history[old + 1].TimeNs <= State.LastEventNs - _delayNs) old++;
            return old;
        }
    }

    private void Trim()
    {
        int old = Old;
        Array.Copy(_history, old, _history, 0, _count -= old);
    }

    private void Add(in PublishedWrite write)
    {
        if (_count == _history.Length) Array.Resize(ref _history, _count * 2);
        _history[_count++] = write;
    }
}

/// <summary>The timekeeper's state apart from its history.</summary>
internal struct TimekeeperState
{
    public ulong Hash;

    /// <summary>The number of whole periods that were counted, and when the last ones were.</summary>
    public long Jiffies, UpdatedNs;

    /// <summary>From when the duty's next update is waited for; when that has been too long.</summary>
    public long WatchedFromNs, WatchNs;

    /// <summary>Since when jiffies stand still; <see cref="Timekeeper.Advancing"/> while they do not.</summary>
    public long StandsSinceNs;

    public long LastEventNs, Updates, HandOvers, Forced, LargestStep;

    /// <summary>When jiffies changed last.</summary>
    public long ChangedNs;

    /// <summary>CPUs that took the lock for a forced update, and those that the gate turned away.</summary>
    public long ForcedCalls, TurnedAway;

    /// <summary>The CPU with the duty; <see cref="Timekeeper.None"/> for nobody.</summary>
    public int Owner;
}
