using Tickstorm.Engine;
using Tickstorm.Tracing;

namespace Tickstorm.Processes.Cores;

// A vCPU whose slice ends in a handler, in a section with interrupts off, with a lock or on the way to one: what it would have done later
// is done later. A lock that is given to one that is away is not used until it is back: whoever waits for that lock waits for its host CPU.
internal sealed partial class CoreModel
{
    private readonly bool _preempts, _spins, _haltsSpinning;
    private readonly SectionWay _section;
    private readonly long _spinStepNs, _spinHaltNs, _pauseNs, _lockAskNs;

    /// <summary>A vCPU has left its host CPU within an interrupt or with interrupts off.</summary>
    public bool IsAwayWithin(ref Core core) =>
        _preempts && core.Step == CpuStep.Off && HostingOf(ref core).Left != CpuStep.None;

    private static bool IsLockWait(CpuStep step) =>
        step is CpuStep.LineWait or CpuStep.FinishWait or CpuStep.QuirkWait or CpuStep.XtimeWait;

    private void Preempt(int cpu, ref Core core, long now, Effects effects)
    {
        LeaveWithin(ref core, now);
        Yield(cpu, ref core, now, effects);
    }

    private void LeaveWithin(ref Core core, long now)
    {
        ref Hosting host = ref HostingOf(ref core);
        host.Left = core.Step;
        host.LeftNs = core.StepNs == long.MaxValue ? long.MaxValue : core.StepNs - now;
        host.Preempted++;
        if (core.Step == CpuStep.Section) host.Holding++;
        else if (IsLockWait(core.Step)) host.Waiting++;
    }

    // Back on its host CPU.
    private void GoOn(int cpu, ref Core core, ref Hosting host, long now, Effects effects)
    {
        long away = now - host.LeftAtNs;
        bool inInterrupt = host.Left != CpuStep.IrqsOff, waits = IsLockWait(host.Left);
        (core.Step, host.Left) = (host.Left, CpuStep.None);
        core.StepNs = host.LeftNs == long.MaxValue ? long.MaxValue : now + host.LeftNs;
        if (inInterrupt) host.StolenWithinNs += away;
        // Between its reading the clock and its telling the timer.
        if (core.Step == CpuStep.Handler && host.LeftNs < _armNs) host.StolenArmingNs += away;
        if (core.WaitingTickNs >= 0)
        {
            IsBlockedBy(ref core, inInterrupt ? LateCauseKind.Vector : LateCauseKind.IrqsOff, inInterrupt ? core.Vector : (byte)0, now);
        }

        // What it has waited for a lock while it was away, it has waited for the lock.
        long stolen = !waits ? away : host.LateSource >= 0 ? now - Math.Max(host.LateNs, host.LeftAtNs) : 0;
        if (core.CurrentTickNs >= 0 && inInterrupt) NoteWait(ref core, LateCauseKind.Steal, stolen);
        if (waits) TakeLate(cpu, ref core, ref host, now, effects);
    }

    private void TakeLate(int cpu, ref Core core, ref Hosting host, long now, Effects effects)
    {
        if (host.LateSource < 0) return;
        (int source, host.LateSource) = (host.LateSource, -1);
        if (host.IsLateVerdict)
        {
            host.IsLateVerdict = false;
            Verdict verdict = Verdict.Unpack(host.LateA);
            TakeVerdict(cpu, ref core, now, in verdict, host.LateB, effects);
            return;
        }

        BeginSection(cpu, ref core, ref host, source, host.LateA, host.LateB, host.LateNs, now, effects);
    }

    // True when a lock was given to a vCPU that is away. One that has halted for it is kicked.
    private bool IsLate(int cpu, ref Core core, in Message message, Effects effects)
    {
        ref Hosting host = ref HostingOf(ref core);
        if (core.Step != CpuStep.Off || host.Left == CpuStep.None) return false;
        // ioapic_lock may come while the section before it is being left.
        if (!IsLockWait(host.Left) && !(host.Left == CpuStep.Section && host.Unlocks) || host.LateSource >= 0)
        {
            effects.Fault($"CPU {cpu}, away from {host.Left}, got a lock at {message.Time} ns.");
            return true;
        }

        (host.LateSource, host.LateA, host.LateB, host.LateNs) = (message.Source, message.A, message.B, message.Time);
        host.IsLateVerdict = message.Kind == MessageKind.Verdict;
        // It has lost its CPU with the grant under way.
        if (IsLockWait(host.Left) && core.Host == HostPhase.Ready && message.Time - _section.GrantNs <= host.LeftAtNs)
        {
            host.Waiting--;
            host.Holding++;
        }

        if (core.Host == HostPhase.Halted) MakeReady(cpu, ref core, message.Time, message.Time, effects);
        return true;
    }

    private void OnGrant(int cpu, ref Core core, in Message message, Effects effects)
    {
        if (IsLate(cpu, ref core, in message, effects)) return;
        BeginSection(
            cpu, ref core, ref HostingOf(ref core), message.Source, message.A, message.B, message.Time, message.Time, effects);
    }

    private void BeginSection(
        int cpu, ref Core core, ref Hosting host, int source, long told, long lengthNs, long grantedNs, long now, Effects effects)
    {
        if (!IsLockWait(core.Step))
        {
            effects.Fault($"CPU {cpu} in step {core.Step} got the lock of process {source} at {now} ns.");
            return;
        }

        // The line's lock comes first, ioapic_lock within it.
        if (!host.IsNested) host.AcquiredNs = grantedNs - _section.GrantNs;
        (host.Told, host.Lock, host.Waited, host.Unlocks) = (told, source, core.Step, false);
        host.HeldNs += lengthNs;
        core.Step = CpuStep.Section;
        core.StepNs = now + _section.Body(lengthNs);
    }

    private void EndSection(int cpu, ref Core core, long now, Effects effects)
    {
        ref Hosting host = ref HostingOf(ref core);
        if (!host.Unlocks)
        {
            host.Unlocks = true;
            core.StepNs = now + _section.ReleaseNs;
            int line = host.Waited == CpuStep.QuirkWait ? LockLines.IoApic : core.Line;
            Send(cpu, ref core, now, host.Lock, core.StepNs, MessageKind.Release, line, effects);
            return;
        }

        host.Unlocks = false;
        core.Step = host.Waited;
        core.StepNs = long.MaxValue;
        Verdict verdict = Verdict.Unpack(host.Told);
        host.IsNested = verdict.IsNested;
        if (verdict.IsNested)
        {
            BeginSpin(ref core, now);
            TakeLate(cpu, ref core, ref host, now, effects);
            return;
        }

        if (core.Step == CpuStep.XtimeWait) EndXtime(cpu, ref core, now, host.AcquiredNs, effects);
        else if (core.Step == CpuStep.QuirkWait) EndQuirk(cpu, ref core, now, host.AcquiredNs, effects);
        else TakeVerdict(cpu, ref core, now, in verdict, host.AcquiredNs, effects);
    }

    // Waits for a lock that it asked for; the request arrives at a time.
    private void BeginSpin(ref Core core, long arrivesNs)
    {
        core.StepNs = long.MaxValue;
        if (!_spins) return;
        HostingOf(ref core).SpunNs = 0;
        core.StepNs = arrivesNs + _spinStepNs;
    }

    // It has spun for as long as the host or its kernel lets it.
    private void OnSpin(int cpu, ref Core core, long now, Effects effects)
    {
        ref Hosting host = ref HostingOf(ref core);
        host.SpunNs += _spinStepNs;
        if (_haltsSpinning && host.SpunNs >= _spinHaltNs)
        {
            host.SpinHalts++;
            host.Left = core.Step;
            host.LeftNs = long.MaxValue;
            if (_isVirtual) ExitToLeave(cpu, ref core, now, effects);
            Leave(ref core, HostPhase.Halted, now);
            SendHost(cpu, ref core, now, now + _toHostNs, MessageKind.Halt, effects, b: TakeOwed(ref core));
            return;
        }

        core.StepNs = now + _spinStepNs;
        if (_pauseNs == 0) return;
        host.PauseExits++;
        SendHost(cpu, ref core, now, now + _toHostNs, MessageKind.Pause, effects);
    }

    // The interrupt ends: what was stolen within it is nobody's work.
    private void BookStolen(ref Core core)
    {
        ref Hosting host = ref HostingOf(ref core);
        core.CpuNs -= host.StolenWithinNs;
        if (core.Collided && core.Vector == _tickVector) CountsOf(ref core).CollisionNs -= host.StolenWithinNs;
        host.StolenWithinNs = host.StolenArmingNs = 0;
    }

    // The handler's end was not known at its start: it is announced when it comes.
    private void FinishLater(int cpu, ref Core core, long now, Effects effects)
    {
        core.RequestNs = now + _lockAskNs;
        int process = _lineProcesses[core.Line];
        if (core.Line > 0) Send(cpu, ref core, now, process, core.RequestNs, MessageKind.Deassert, core.Line, effects);
        Send(cpu, ref core, now, process, core.RequestNs, MessageKind.Finish, core.Line, effects, core.CurrentInterrupt);
    }

    // The host's own timer interrupt, for another vCPU: what is under way ends later.
    private void OnHostInterrupt(int cpu, ref Core core, long now, long lengthNs, Effects effects)
    {
        if (core.Host is not (HostPhase.Running or HostPhase.Leaving)) return;
        ExitForHost(cpu, ref core, now, effects);
        if (_preempts) Delay(ref core, lengthNs);
    }
}
