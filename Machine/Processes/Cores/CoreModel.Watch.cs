using Tickstorm.Engine;
using Tickstorm.Kernel;
using Tickstorm.Scenarios;
using Tickstorm.Tracing;

namespace Tickstorm.Processes.Cores;

// The detectors that a CPU has of its own: the NMI that looks whether its timer interrupts are counted, and the watchdog timer that looks
// whether its task lets others run. Both look at what is there anyway: a tick costs nothing more. What they find is in the hash; that they
// have looked is not.
internal sealed partial class CoreModel
{
    private const long SilentNs = 100_000_000;

    // The kernel's seconds: sched_clock() >> 30 (get_timestamp).
    private const int SecondShift = 30;
    // Of these, one that never falls silent tells nobody of itself, so that all that it sends can be sent ahead.
    private readonly bool _watches, _onlyWatches, _tellsHealth, _oldNmi, _seenByNmi;
    private readonly long _nmiNs, _watchTimerNs, _silentNs;

    /// <summary>True when cores have detectors.</summary>
    public bool Watches => _watches;

    private ref Watch WatchOf(ref Core core) => ref PartOf<Watch>(ref core, _watchAt);

    // How often its NMI comes, ns; 0 for never.
    private static long NmiPeriodNs(KernelSwitches kernel, NmiWatchdog asked)
    {
        if (kernel.NmiWatchdogSeconds > 0) return asked is NmiWatchdog.IoApic or NmiWatchdog.Lapic ? Second : 0;
        return asked is NmiWatchdog.Off or NmiWatchdog.Buddy ? 0 : kernel.HardLockupSeconds * Second;
    }

    // By what it does itself: a section or handler that is long, or half of its time in IPIs.
    private bool MayFallSilent(Workload work) =>
        Math.Max(_sectionNs, Math.Max(_ipiHandlerNs, _handler.MaxNs)) > SilentNs / 10
        || _rescheduled.HasPairs || (long)work.ReschedulePerSecond * (_ipiHandlerNs + _otherDeliverNs + _dispatchNs) > Second / 2;

    private void StartWatch(int cpu, ref Core core)
    {
        ref Watch watch = ref WatchOf(ref core);
        watch.NmiNs = watch.PollNs = long.MaxValue;
        watch.Seen = long.MinValue;
        // A CPU that sleeps for good, but for IPIs, is not looked at: a million of them would be.
        if (!_wants[cpu] && !(_idles && (_busy[cpu] || TaskOf(cpu) is not null))) return;
        watch.PollNs = Second;
        if (_nmiNs == 0) return;
        watch.NmiNs = 1 + Draw.Below(Draw.Bits(_seed, cpu, DrawPurpose.NmiPhase, 0), _nmiNs);
    }

    private void OnWatch(int cpu, ref Core core, long now, Effects effects)
    {
        ref Watch watch = ref WatchOf(ref core);
        if (watch.NmiNs == now)
        {
            watch.NmiNs += _nmiNs;
            // Cycles are counted while the CPU runs.
            if (core.Step == CpuStep.Off || IsIdle(ref core)) return;
            if (_oldNmi) OnOldNmi(cpu, ref core, ref watch, now, effects);
            else OnNmi(cpu, ref core, ref watch, now, effects);
            return;
        }

        watch.PollNs += Second;
        long alive = AliveNs(ref core, now);
        bool silent = now - alive > _silentNs;
        long stuck = _callsWait && Life.Of(ref core).Base == BaseContext.CallWait ? CallsOf(ref core).SinceNs : now;
        if (!silent) LookBack(cpu, ref core, ref watch, now, effects);
        else if (watch.SilentNs == 0) watch.SilentNs = Math.Max(1, alive);
        if (!silent && now % _watchTimerNs == 0) LookForSoftLockup(cpu, ref core, ref watch, stuck, now, effects);
        (CpuHealth health, long since) = silent ? (CpuHealth.Silent, Math.Max(0, alive))
            : now - stuck > Second ? (CpuHealth.Stuck, stuck) : (CpuHealth.Well, now);
        if (health == watch.Told || !_tellsHealth) return;
        watch.Told = health;
        Send(cpu, ref core, now, _ids.Watch, now + _entryNs, MessageKind.Health, (long)health, effects, since);
    }

    // When its timers last ran, ns; -1 for never. While its tick is stopped nobody misses it.
    private long AliveNs(ref Core core, long now)
    {
        if (!core.WantsTick) return now;
        return _idles ? Math.Max(core.LastHandledNs, Life.Of(ref core).WantedSinceNs) : core.LastHandledNs;
    }

    // is_hardlockup(): the watchdog timer, which the CPU's ticks run, has not run since the last NMI.
    private void OnNmi(int cpu, ref Core core, ref Watch watch, long now, Effects effects)
    {
        long runs = Math.Max(0, AliveNs(ref core, now)) / _watchTimerNs;
        bool locked = runs == watch.Seen;
        watch.Seen = runs;
        if (locked && !watch.NmiSaid) Detect(cpu, ref core, now, DetectorKind.HardLockup, now - Math.Max(0, core.LastHandledNs), effects);
        watch.NmiSaid = locked;
    }

    // nmi_watchdog_tick(): apic_timer_irqs + irq0_irqs. Of a design that counts in neither it believes nothing.
    private void OnOldNmi(int cpu, ref Core core, ref Watch watch, long now, Effects effects)
    {
        long counted = _seenByNmi ? AliveNs(ref core, now) : 0;
        if (counted != watch.Seen) (watch.Seen, watch.Alerts, watch.NmiSaid) = (counted, 0, false);
        else if (watch.Alerts <= _kernel.NmiWatchdogSeconds) watch.Alerts++;
        if (watch.NmiSaid || watch.Alerts < _kernel.NmiWatchdogSeconds) return;
        watch.NmiSaid = true;
        bool ticks = now - AliveNs(ref core, now) <= _silentNs;
        Detect(cpu, ref core, now, ticks ? DetectorKind.FalseNmiWatchdog : DetectorKind.NmiWatchdog, watch.Alerts * Second, effects);
    }

    // The watchdog thread has last run when the timer before the task's last switch woke it.
    private void LookForSoftLockup(int cpu, ref Core core, ref Watch watch, long stuckNs, long now, Effects effects)
    {
        long touched = stuckNs / _watchTimerNs * _watchTimerNs;
        long seconds = (now >> SecondShift) - (touched >> SecondShift);
        bool locked = seconds > _kernel.SoftLockupSeconds;
        if (locked && !watch.SoftSaid) Detect(cpu, ref core, now, DetectorKind.SoftLockup, seconds << SecondShift, effects);
        watch.SoftSaid = locked;
    }

    // The timer runs again, and finds that the thread has not run since before the silence. Where the CPU was away its host says so
    // (pvclock_touch_watchdogs).
    private void LookBack(int cpu, ref Core core, ref Watch watch, long now, Effects effects)
    {
        long since = watch.SilentNs;
        watch.SilentNs = 0;
        if (since == 0 || _hosted || IsStolenFrom) return;
        LookForSoftLockup(cpu, ref core, ref watch, since, now, effects);
        watch.SoftSaid = false;
    }

    private void Detect(int cpu, ref Core core, long now, DetectorKind kind, long ns, Effects effects) =>
        Say(cpu, ref core, now, kind, kind == DetectorKind.SoftLockup ? ns >> SecondShift : ns / Second, effects);

    private void Say(int cpu, ref Core core, long now, DetectorKind kind, long said, Effects effects)
    {
        core.Detections++;
        effects.Append(new Detected(now, kind, cpu, cpu, said).Pack());
        Note(cpu, ref core, now, HashWord.Detected | (ulong)kind << 8, TraceKind.Detected, 0, effects, peer: cpu,
            argument: Detection.Pack(kind, said));
    }
}
