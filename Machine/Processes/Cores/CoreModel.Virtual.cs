using Tickstorm.Engine;
using Tickstorm.Hardware;
using Tickstorm.Tracing;

namespace Tickstorm.Processes.Cores;

// A vCPU's timer as its host makes it: an alarm that counts available time, slack, the host's interrupt, expiries that wait for the one
// before; and the steal clock.
internal sealed partial class CoreModel
{
    private readonly bool _countsAvailable, _readsStealClock;
    private readonly long _slackNs, _hostTimerNs, _jiffyNs;
    private readonly bool _keepsMissed, _catchesUp, _reinjects;
    private readonly nint _missedAt;

    /// <summary>The alarm expires by the time that the vCPU has had, so that its grid is no grid of real time.</summary>
    public bool CountsAvailable => _countsAvailable;

    private ref Missed MissedOf(ref Core core) => ref PartOf<Missed>(ref core, _missedAt);

    // VMI_CYCLES_AVAILABLE: real time less what was stolen.
    private static void StopCounting(ref Core core, ref Hosting host, long now)
    {
        if (core.Apic.TimerExpiryNs == long.MaxValue || host.AlarmLeftNs != long.MaxValue) return;
        host.AlarmLeftNs = core.Apic.TimerExpiryNs - now;
        core.Apic.SuspendTimer();
    }

    private static void GoOnCounting(ref Core core, ref Hosting host, long now)
    {
        if (host.AlarmLeftNs == long.MaxValue) return;
        core.Apic.ResumeTimer(now + host.AlarmLeftNs);
        host.AlarmLeftNs = long.MaxValue;
    }

    /// <summary>A vCPU's alarm before its first turn: time that it does not run for does not count.</summary>
    public void StartAlarm(ref Core core)
    {
        if (_countsAvailable && core.Host == HostPhase.Ready) StopCounting(ref core, ref HostingOf(ref core), 0);
    }

    /// <summary>Its alarm stands still because the vCPU waits for its host CPU.</summary>
    public bool IsAlarmSuspended(ref Core core) => _countsAvailable && HostingOf(ref core).AlarmLeftNs != long.MaxValue;

    // The host's timer has expired for a vCPU: when its interrupt reaches the guest.
    private long HostTimer(int cpu, ref Core core, long now, Effects effects)
    {
        bool runs = core.Host is HostPhase.Running or HostPhase.Leaving;
        long length = runs ? _hostTimerNs : _posts && !KeepsHost(cpu) ? 0 : _awayTimerNs;
        if (length == 0) return now + _slackNs;
        SendHost(cpu, ref core, now, now + _slackNs + _toHostNs, MessageKind.TimerFires, effects, runs ? 1 : 0, length);
        return runs ? now + _slackNs + length : now + _slackNs;
    }

    // True when the expiry waits for the one in IRR instead of merging with it.
    private bool Keeps(ref Core core, long now, uint interrupt)
    {
        ref Missed missed = ref MissedOf(ref core);
        if (missed.Count == Expiries.Capacity) return false;
        missed.Expiries[(missed.First + missed.Count++) % Expiries.Capacity] = new Expiry { DueNs = now, Number = interrupt };
        return true;
    }

    // IRR is free for the next of them.
    private void Inject(int cpu, ref Core core, long now, Effects effects)
    {
        ref Missed missed = ref MissedOf(ref core);
        if (missed.Count == 0 || core.WaitingTickNs >= 0 || core.Apic.Accept(_tickVector, level: false) != AcceptOutcome.Accepted) return;
        ref Expiry expiry = ref missed.Expiries[missed.First];
        missed.First = (missed.First + 1) % Expiries.Capacity;
        missed.Count--;
        core.WaitingTickNs = expiry.DueNs;
        core.TickInterrupt = (uint)expiry.Number;
        ulong word = HashWord.Accepted | Word(_tickVector);
        Note(cpu, ref core, now, word, TraceKind.Accepted, core.TickInterrupt, effects, _tickVector);
        NoteAcceptance(ref core, _tickVector, now);
        BeginWait(ref core, now);
        (core.Longest, core.LongestId, core.LongestNs) = (LateCauseKind.Steal, 0, now - expiry.DueNs);
    }

    // update_process_times once for each jiffy of available time since the last alarm (vmitime.c).
    private long JiffiesWork(ref Core core, long now)
    {
        long jiffies = JiffiesSince(ref core, now);
        CountJiffiesWork(ref core, jiffies);
        return jiffies * _jiffyNs;
    }

    private long JiffiesSince(ref Core core, long now)
    {
        if (_jiffyNs == 0) return 0;
        long available = _hosted ? now - HostingOf(ref core).StolenNs : now;
        return (available - CountsOf(ref core).JiffiesNs) / _scenario.Tick.PeriodNs;
    }

    private void CountJiffiesWork(ref Core core, long jiffies)
    {
        if (_jiffyNs != 0) CountsOf(ref core).JiffiesNs += jiffies * _scenario.Tick.PeriodNs;
    }

    // The tick reads the steal clock, which the host wrote when it gave the vCPU its CPU.
    private void ReadStealClock(ref Core core)
    {
        ref Hosting host = ref HostingOf(ref core);
        host.SeenNs = host.StolenNs;
    }
}
