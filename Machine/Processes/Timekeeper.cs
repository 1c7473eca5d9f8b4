using Tickstorm.Engine;
using Tickstorm.Kernel;
using Tickstorm.Scenarios;
using Tickstorm.Tracing;

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

    /// <summary>The CPU has passed a quiescent state; the grace period's number is above the flags.</summary>
    Quiescent = 16,

    /// <summary>The CPU has stopped its tick: RCU need not wait for it.</summary>
    StopsTick = 32,

    /// <summary>The CPU has restarted its tick.</summary>
    RestartsTick = 64,

    /// <summary>The CPU's tick has found that a grace period stalls; its number is above the flags.</summary>
    Stalls = 128,
}

/// <summary>
/// jiffies, tick_next_period and tick_do_timer_cpu, and RCU's grace periods: the one process that writes them. What the others see of them
/// is published (<see cref="PublishedValue"/>).
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

    /// <summary>Where a call's number is, above its flags.</summary>
    public const int CallBits = 8;

    private const long CallMask = (1 << CallBits) - 1;

    /// <summary>What is published of tick_next_period while jiffies advance.</summary>
    public const long Advancing = long.MaxValue;

    private readonly long _periodNs, _delayNs;
    private readonly int _number;
    private readonly bool _hasGate;
    private readonly JiffiesLock? _lock;
    private readonly GuestPlan _guest;
    private readonly bool _steps;
    private readonly PublishedHistory _duty, _nextPeriod;
    private TimekeeperState _saved;

    public Timekeeper(
        Scenario scenario, KernelSwitches kernel, Topology topology, GuestPlan guest, int number, int owner, bool[] busy)
        : base("the timekeeper", "tick.hz")
    {
        _guest = guest;
        _steps = guest.Snapshots.Length > 0;
        if (guest.Hotplug.Length > 0) Downs = new CpuDowns(scenario, kernel, guest, number);
        if (LifeOf.LocksJiffies(scenario)) _lock = new JiffiesLock(scenario, kernel, topology, number);
        _number = number;
        ValueCount = PublishedValue.OfTimekeeper(scenario);
        _periodNs = scenario.Tick.PeriodNs;
        _delayNs = scenario.Costs.Published;
        _hasGate = kernel.JiffiesGate;
        State = new TimekeeperState { Hash = EventHash.Start, Owner = owner, StandsSinceNs = Advancing };
        State.WatchNs = Watch(0, owner);
        _duty = new PublishedHistory(_delayNs, owner);
        _nextPeriod = new PublishedHistory(_delayNs, Advancing);
        if (LifeOf.HasGracePeriods(scenario)) GracePeriods = new GracePeriods(scenario, kernel, number, busy);
    }

    public TimekeeperState State;

    /// <summary>RCU's grace periods; null when the workload has none.</summary>
    public GracePeriods? GracePeriods { get; }

    /// <summary>CPUs that go offline; null when none does.</summary>
    public CpuDowns? Downs { get; }

    /// <summary>How many values it publishes, from the first of <see cref="PublishedValue"/> on.</summary>
    public int ValueCount { get; }

    public override long NextLocalNs
    {
        get
        {
            long next = Math.Min(_lock?.NextNs ?? long.MaxValue, State.WatchNs);
            if (GracePeriods is not null) next = Math.Min(next, GracePeriods.NextNs);
            return Downs is null ? next : Math.Min(next, Downs.NextNs);
        }
    }

    public override ulong Hash => State.Hash;

    public override ReadOnlySpan<PublishedWrite> Published(int value) => value switch
    {
        PublishedValue.Duty => _duty.Writes,
        PublishedValue.NextPeriod => _nextPeriod.Writes,
        PublishedValue.GracePeriod => GracePeriods!.History.Writes,
        _ => GracePeriods!.Stalls.Writes,
    };

    public override PublishedWrite[]?[] AllPublished() =>
        [.. Enumerable.Range(0, ValueCount).Select(value => Published(value).ToArray())];

    public override void Save()
    {
        _saved = State;
        _duty.Save(State.LastEventNs);
        _nextPeriod.Save(State.LastEventNs);
        GracePeriods?.Save(State.LastEventNs);
        _lock?.Save();
        Downs?.Save();
    }

    public override void Restore()
    {
        State = _saved;
        _duty.Restore();
        _nextPeriod.Restore();
        GracePeriods?.Restore();
        _lock?.Restore();
        Downs?.Restore();
    }

    public override void Write(BinaryWriter writer)
    {
        StructBytes.Write(writer, ref State);
        _duty.Write(writer, State.LastEventNs);
        _nextPeriod.Write(writer, State.LastEventNs);
        GracePeriods?.Write(writer, State.LastEventNs);
        _lock?.Write(writer);
        Downs?.Write(writer);
    }

    public override void Read(BinaryReader reader)
    {
        StructBytes.Read(reader, ref State);
        _duty.Read(reader);
        _nextPeriod.Read(reader);
        GracePeriods?.Read(reader);
        _lock?.Read(reader);
        Downs?.Read(reader);
    }

    public override IReadOnlyList<(string Name, string Value)> Describe(long nowNs) =>
    [
        ("duty", State.Owner < 0 ? "nobody" : Text(State.Owner)), ("jiffies", Text(State.Jiffies)), ("updates", Text(State.Updates)),
        ("hand-overs", Text(State.HandOvers)), ("forced updates", Text(State.Forced)), ("largest step", Text(State.LargestStep)),
        .. GracePeriods is { } grace
            ? (IEnumerable<(string, string)>)
            [
                ("grace periods", Text(grace.State.Begun)), ("of these ended", Text(grace.State.Completed)),
                ("waits for CPUs", grace.WaitsFor.Count == 0 ? "none" : string.Join(' ', grace.WaitsFor.Take(16))),
            ]
            : [],
    ];

    protected override void OnMessage(in Message message, Effects effects)
    {
        long now = message.Time, asked = message.B;
        State.LastEventNs = now;
        State.Hash = EventHash.Extend(
            State.Hash, now, HashWord.Delivered | (ulong)(uint)message.Kind << 8 | (ulong)(uint)message.Source << 16
            | (ulong)(message.A >> 4) << 40 | (ulong)message.A << 60);
        if (message.Kind == MessageKind.MovedTimer)
        {
            Downs!.Move(message.Source, message.B, now, effects);
            return;
        }

        TimekeeperCall call = (TimekeeperCall)(message.A & CallMask);
        if (call >= TimekeeperCall.Quiescent)
        {
            OnGracePeriodCall(call, message.Source, message.A >> CallBits, now, effects);
            return;
        }

        if (message.Kind == MessageKind.JiffiesLock)
        {
            if (_lock!.TurnsAway(in message, effects)) State.TurnedAway++;
            else if (call.HasFlag(TimekeeperCall.Forced)) State.ForcedCalls++;
            if (State.Owner != None || !call.HasFlag(TimekeeperCall.Take)) return;
            call = TimekeeperCall.Take;
        }

        // A CPU that has just gone offline takes nothing any more.
        if (call.HasFlag(TimekeeperCall.Take) && State.Owner == None && (Downs is null || _guest.IsOnline(message.Source, now)))
        {
            State.Owner = message.Source;
            State.HandOvers++;
        }

        if (call.HasFlag(TimekeeperCall.Drop) && State.Owner == message.Source) State.Owner = None;
        if (call.HasFlag(TimekeeperCall.Forced)) NoteForced(asked);
        if (call.HasFlag(TimekeeperCall.Update)) Update(now, asked, call.HasFlag(TimekeeperCall.Forced));
        if (Downs is not null) State.Owner = Downs.Advance(State.Owner, State.Jiffies, now, effects);
        State.WatchNs = Watch(Math.Max(asked, State.WatchedFromNs), State.Owner);
        Publish(now);
    }

    // A CPU that found jiffies standing and comes behind another one that did queues for the lock to find nothing left; the gate turns it
    // away. One that could see the update has not come.
    private void NoteForced(long asked)
    {
        bool comesBehind = JiffiesAt(asked) <= State.Jiffies;
        if (!comesBehind) State.ForcedCalls++;
        else if (asked - _delayNs < State.ChangedNs && _hasGate) State.TurnedAway++;
        else if (asked - _delayNs < State.ChangedNs) State.ForcedCalls++;
    }

    private void OnGracePeriodCall(TimekeeperCall call, int cpu, long number, long now, Effects effects)
    {
        if (call == TimekeeperCall.Stalls) SayStall(cpu, number, now, effects);
        else if (call == TimekeeperCall.Quiescent) GracePeriods!.Passed(cpu, number, now);
        else if (call == TimekeeperCall.StopsTick) GracePeriods!.Idles(cpu, now);
        else GracePeriods!.Wakes(cpu);
    }

    private void SayStall(int by, long number, long now, Effects effects)
    {
        foreach (int cpu in GracePeriods!.SayStall(by, number, now))
        {
            DetectorKind kind = cpu == by ? DetectorKind.RcuStallOfItself : DetectorKind.RcuStall;
            long seconds = (now - GracePeriods.State.BeganNs) / 1_000_000_000;
            State.Hash = new Detected(now, kind, cpu, by, seconds).Say(_number, State.Hash, effects);
        }
    }

    protected override void OnLocal(long now, Effects effects)
    {
        State.LastEventNs = now;
        if (_lock is not null && _lock.NextNs == now)
        {
            OnLock(now, _lock.Acquire(now, effects), effects);
            return;
        }

        if (Downs is not null && Downs.NextNs == now)
        {
            OnHotplug(now, effects);
            return;
        }

        if (State.WatchNs > now)
        {
            GracePeriods!.OnLocal(now, State.StandsSinceNs != Advancing);
            State.Hash = EventHash.Extend(State.Hash, now, HashWord.GracePeriod | (ulong)GracePeriods.State.Begun << 16);
            return;
        }

        // No update for long: the CPU with the duty has fallen silent.
        State.WatchNs = long.MaxValue;
        State.StandsSinceNs = State.UpdatedNs;
        Publish(now);
    }

    private void OnHotplug(long now, Effects effects)
    {
        int before = State.Owner;
        State.Owner = Downs!.Do(State.Owner, State.Jiffies, now, effects);
        State.Hash = EventHash.Extend(State.Hash, now, HashWord.Operation | (ulong)(uint)State.Owner << 16);
        if (State.Owner != before) State.WatchNs = Watch(Math.Max(now, State.WatchedFromNs), State.Owner);
        Publish(now);
    }

    private long JiffiesAt(long ns) => (_steps ? ns + _guest.ClockAheadNs(ns) : ns) / _periodNs;

    private void OnLock(long now, in Waiter waiter, Effects effects)
    {
        Update(now, waiter.RequestNs, ((TimekeeperCall)waiter.Kind).HasFlag(TimekeeperCall.Forced));
        if (Downs is not null) State.Owner = Downs.Advance(State.Owner, State.Jiffies, now, effects);
        State.Hash = EventHash.Extend(State.Hash, now, HashWord.Section | (ulong)(uint)waiter.Cpu << 28);
        State.WatchNs = Watch(Math.Max(waiter.RequestNs, State.WatchedFromNs), State.Owner);
        Publish(now);
    }

    // ticks = 1 + whole periods missed, by division: one do_timer(ticks).
    private void Update(long now, long asked, bool forced)
    {
        State.WatchedFromNs = Math.Max(State.WatchedFromNs, asked);
        long passed = JiffiesAt(asked) - State.Jiffies;
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
        bool changes = _duty.Set(now, State.Owner, now) | _nextPeriod.Set(now, State.StandsSinceNs, now);
        if (changes) State.Hash = EventHash.Extend(State.Hash, now, HashWord.Published | (ulong)(uint)State.Owner << 16);
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
