using Tickstorm.Engine;
using Tickstorm.Hardware;
using Tickstorm.Scenarios;
using Tickstorm.Tracing;

namespace Tickstorm.Processes.Cores;

// The guest is saved and restored. The pause has no length in the time of a run, so that nothing moves but clocks: each vCPU's local APIC
// is made anew by the writes of a hypervisor, and the kernel's own times move by what its clock shows more than before.
internal sealed partial class CoreModel
{
    private readonly GuestPlan _guest;
    private readonly nint _guestAt;
    private readonly bool _hasGuest, _isAlarm;

    /// <summary>What is planned of the guest.</summary>
    public GuestPlan Guest => _guest;

    /// <summary>What a core has of the plan.</summary>
    public ref GuestState GuestOf(ref Core core) => ref PartOf<GuestState>(ref core, _guestAt);

    // The last whole number of jiffies at or before a time, by the guest's clock.
    private long LastJiffyNs(ref Core core, long now)
    {
        long ahead = _hasGuest ? GuestOf(ref core).AheadNs : 0;
        return (now + ahead) / _grid.PeriodNs * _grid.PeriodNs - ahead;
    }

    private void StartGuest(int cpu, ref Core core)
    {
        GuestOf(ref core).HotplugNs = cpu != GuestPlan.FirstCpu ? _guest.NextOf(cpu, 0)?.TimeNs ?? long.MaxValue
            : _deathIsTimed ? _guest.NextOffline(0) : long.MaxValue;
        SetNextOfGuest(ref core);
    }

    private void SetNextOfGuest(ref Core core)
    {
        ref GuestState guest = ref GuestOf(ref core);
        GuestSnapshot[] snapshots = _guest.Snapshots;
        guest.NextNs = Math.Min(
            guest.HotplugNs, guest.Snapshots < snapshots.Length ? snapshots[guest.Snapshots].TimeNs : long.MaxValue);
    }

    private void OnGuest(int cpu, ref Core core, long now, Effects effects)
    {
        ref GuestState guest = ref GuestOf(ref core);
        if (guest.HotplugNs == now) OnHotplug(cpu, ref core, ref guest, now, effects);
        else RestoreGuest(cpu, ref core, ref guest, now, effects);
        SetNextOfGuest(ref core);
    }

    private void RestoreGuest(int cpu, ref Core core, ref GuestState guest, long now, Effects effects)
    {
        int index = guest.Snapshots++;
        GuestSnapshot snapshot = _guest.Snapshots[index];
        LocalApic saved = core.Apic;
        core.Apic = Restored(in saved, snapshot, now);
        long expiry = core.Apic.TimerExpiryNs;
        core.Hash = EventHash.Extend(core.Hash, now, HashWord.GuestRestored | (ulong)expiry << 8);
        if (effects.Tracing) Trace(cpu, now, TraceKind.GuestRestored, 0, effects, -1, LockLines.None, argument: snapshot.OutsideNs);
        if (saved.TimerExpiryNs != long.MaxValue)
        {
            // Available time stands still outside, whatever the guest's clock shows.
            long step = _isAlarm && _takesXtime ? 0 : snapshot.ClockStepNs;
            TimerFate fate = new(index, Math.Max(now, saved.TimerExpiryNs - step), expiry, now, _scenario.Run.DurationNs);
            effects.Append(fate.Pack());
        }

        if (!_idles && !_broadcast && core.WantsTick) MoveGrid(ref core, ref guest, snapshot.ClockStepNs, now);
        if (snapshot.ClockStepNs == 0) return;
        guest.AheadNs += snapshot.ClockStepNs;
        StepClock(ref core, snapshot.ClockStepNs, now);
    }

    /// <summary>Ticks that a core's kernel has wanted before a time, where its timer is periodic.</summary>
    public long WantedOfPeriodic(ref Core core, long endNs)
    {
        ref GuestState guest = ref GuestOf(ref core);
        return guest.WantedBefore + Math.Max(0, GridPoints(core.PhaseNs, guest.WantedSinceNs, endNs - 1));
    }

    // A periodic timer makes its own grid; one that is armed for each tick follows the clock.
    private void MoveGrid(ref Core core, ref GuestState guest, long step, long now)
    {
        guest.WantedBefore += GridPoints(core.PhaseNs, guest.WantedSinceNs, now);
        guest.WantedSinceNs = now;
        long next = core.Apic.TimerExpiryNs;
        bool isDue = next == now;
        if (isDue) guest.WantedBefore++;
        if (_timerMode != ApicTimerMode.Periodic)
        {
            core.PhaseNs = Earlier(core.PhaseNs, step);
            core.GridIndex = Math.Max(0, (now - core.PhaseNs) / _grid.PeriodNs);
            return;
        }

        if (isDue) next = core.Apic.NextPeriodNs;

        core.PhaseNs = next % _grid.PeriodNs;
    }

    private LocalApic Restored(in LocalApic saved, GuestSnapshot snapshot, long now)
    {
        LocalApic made = saved.NewVcpu(now, snapshot.ComparesDeadline ? ApicQuirks.None : ApicQuirks.KeepsDeadlineTimer);
        if (_isAlarm && _timer.IsAbsolute)
        {
            // A time of the hypervisor's own clock, which the guest's follows.
            made.RestoreRegisters(in saved, restarts: false, awayNs: 0, now);
            made.RestoreTsc(saved.TscAfter(snapshot.ClockStepNs, now), now);
            made.RestoreDeadline(saved.Deadline, now);
            return made;
        }

        ulong? tsc = snapshot.Tsc switch
        {
            TscRestore.Restored => saved.Tsc(now),
            TscRestore.Continues => saved.TscAfter(snapshot.OutsideNs, now),
            _ => null,
        };
        if (snapshot.Order != RestoreOrder.DeadlineBeforeMode) Registers(in saved);
        if (snapshot.Order != RestoreOrder.DeadlineBeforeTsc) Tsc();
        made.RestoreDeadline(saved.Deadline, now);
        if (snapshot.Order == RestoreOrder.DeadlineBeforeTsc) Tsc();
        if (snapshot.Order == RestoreOrder.DeadlineBeforeMode) Registers(in saved);
        return made;

        void Tsc()
        {
            if (tsc is { } value) made.RestoreTsc(value, now);
        }

        void Registers(in LocalApic from)
        {
            // An alarm is the hypervisor's: it expires when its own counter reaches a value. Available time stands still outside.
            long away = _isAlarm ? (_takesXtime ? 0 : snapshot.ClockStepNs)
                : snapshot.Counters == CounterRestore.Elapsed ? snapshot.OutsideNs : 0;
            made.RestoreRegisters(in from, !_isAlarm && snapshot.Counters == CounterRestore.Restarted, away, now);
        }
    }

    private long Earlier(long phaseNs, long step)
    {
        long phase = (phaseNs - step) % _grid.PeriodNs;
        return phase < 0 ? phase + _grid.PeriodNs : phase;
    }

    // ktime_get() is ahead by a step: what is due by it is due earlier in the time of the run, at the earliest now.
    private void StepClock(ref Core core, long step, long now)
    {
        if (!_idles) return;
        ref Life life = ref Life.Of(ref core);
        if (core.WantsTick)
        {
            life.WantedBefore += (uint)GridPoints(core.PhaseNs, life.WantedSinceNs, now);
            life.WantedSinceNs = now;
            // Its own point of the grid is behind the new one's begin.
            if (life.TickNs > now && life.TickNs - step <= now) life.WantedBefore++;
        }

        core.PhaseNs = Earlier(core.PhaseNs, step);
        life.AskedNs -= step;
        life.TickNs = Sooner(life.TickNs);
        life.SleepNs = Sooner(life.SleepNs);
        life.WheelNs = Sooner(life.WheelNs);
        life.OtherWheelNs = Sooner(life.OtherWheelNs);
        if (_hasHrtimer) HrtimerOf(ref core).NextNs = Sooner(HrtimerOf(ref core).NextNs);
        foreach (ref long due in InheritedOf(ref core))
            if (due != 0 && !Inherited.IsForever(due)) due = Inherited.With(due, Sooner(Inherited.DueNs(due)));

        long Sooner(long at) => at == long.MaxValue || at <= now ? at : Math.Max(now, at - step);
    }
}
