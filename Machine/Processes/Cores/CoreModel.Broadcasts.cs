using Tickstorm.Engine;
using Tickstorm.Hardware;
using Tickstorm.Tracing;

namespace Tickstorm.Processes.Cores;

// Ticks that a device of the whole machine brings: each one of a CPU without a local timer, or those of CPUs that sleep where theirs stops
// (C3STOP). The CPU that the device interrupts sends the others IPIs under tick_broadcast_lock; who goes to sleep or wakes takes that lock
// as well, with interrupts off.
internal sealed partial class CoreModel
{
    // The number of tick_broadcast_lock among the kernel's locks, as in traces.
    private const byte BroadcastLockId = LockLines.Xtime - LockLines.Broadcast;

    private readonly bool _stopsTimer, _hrtimerBroadcasts;
    private readonly int _forcedValue;
    private readonly long _deepIdleNs, _lockRequestNs;

    /// <summary>True when ticks are broadcast, all of them or those of CPUs that sleep deeply.</summary>
    public bool Broadcasts => _broadcastAt >= 0;

    /// <summary>What such a core has of it.</summary>
    public ref Broadcasting BroadcastOf(ref Core core) => ref PartOf<Broadcasting>(ref core, _broadcastAt);

    /// <summary>True when the CPU's next tick may come from the broadcast device.</summary>
    public bool IsBroadcastTo(ref Core core) => _broadcast || _stopsTimer && IsIdle(ref core);

    /// <summary>Ticks that are neither handled, coalesced, dropped nor masked, counted from the state.</summary>
    public uint Pending(ref Core core) =>
        core.PendingByState + (_broadcast && BroadcastOf(ref core).NextTickNs >= 0 ? 1u : 0)
        + (_keepsMissed ? (uint)MissedOf(ref core).Count : 0);

    /// <summary>A core whose ticks are broadcast, at time 0.</summary>
    public void StartBroadcast(ref Core core)
    {
        ref Broadcasting own = ref BroadcastOf(ref core);
        own.DueNs = _broadcast && core.WantsTick ? _broadcastTick.ExpiryNs(1) : long.MaxValue;
        own.TimerNs = long.MaxValue;
        own.NextTickNs = own.ForcedNs = -1;
    }

    private void OnBroadcastDue(int cpu, ref Core core, long now, Effects effects)
    {
        ref Broadcasting own = ref BroadcastOf(ref core);
        own.DueNs = _broadcast ? _broadcastTick.ExpiryNs(++core.GridIndex + 1) : long.MaxValue;
        if (_stopsTimer && !core.WantsTick) Life.Of(ref core).WantedBefore++;
        uint interrupt = Raise(cpu, ref core, now, effects);
        if (core.WaitingTickNs < 0)
        {
            core.WaitingTickNs = now;
            core.TickInterrupt = interrupt;
        }
        else if (own.NextTickNs < 0 && _broadcastTick.SecondPulseNs > 0 && now - core.WaitingTickNs == _broadcastTick.SecondPulseNs)
        {
            // Whether it merges is seen when its IPI comes.
            own.NextTickNs = now;
        }
        else
        {
            Coalesce(cpu, ref core, now, interrupt, effects);
        }
    }

    private void OnBroadcastIpi(int cpu, ref Core core, in Message message, Effects effects)
    {
        long now = message.Time;
        ref Broadcasting own = ref BroadcastOf(ref core);
        if (core.Apic.Accept(_tickVector, level: false) != AcceptOutcome.Accepted)
        {
            own.Merged++;
            if (own.NextTickNs < 0) return;
            own.NextTickNs = -1;
            Coalesce(cpu, ref core, now, core.Interrupts, effects);
            return;
        }

        own.Accepted++;
        own.AcceptNs = now;
        own.WaitNs = message.B;
        own.IsPending = true;
        if (_stopsTimer && core.WaitingTickNs < 0) core.TickInterrupt = ++core.Interrupts;
        core.Hash = EventHash.Extend(core.Hash, now, HashWord.Accepted | Word(_tickVector));
        NoteAcceptance(ref core, _tickVector, now);
        if (core.WaitingTickNs >= 0) BeginWait(ref core, now);
        Offer(cpu, ref core, now);
        if (_hosted) Wake(cpu, ref core, now, now, effects);
    }

    // A tick that was broadcast is dispatched: what it has waited for before it was sent belongs to its waits, the way does not.
    private void EndBroadcastWait(ref Core core, long now)
    {
        ref Broadcasting own = ref BroadcastOf(ref core);
        if (own.IsPending && core.CurrentTickNs >= 0)
        {
            core.WaitNs = own.IsAwakened ? 0 : Math.Max(0, now - own.AcceptNs - _otherDeliverNs - _dispatchNs);
            NoteWait(ref core, LateCauseKind.Lock, own.WaitNs, BroadcastLockId);
        }

        own.IsPending = own.IsAwakened = false;
        if (!_broadcast) return;
        core.WaitingTickNs = own.NextTickNs;
        own.NextTickNs = -1;
    }

    // tick_handle_periodic_broadcast or tick_handle_oneshot_broadcast spins for the lock, in IRQ0's handler or in an hrtimer's.
    private void AskToBroadcast(int cpu, ref Core core, long now, long handlerNs, Effects effects)
    {
        core.Step = CpuStep.BroadcastWait;
        core.StepNs = long.MaxValue;
        core.RequestNs = now + _lockRequestNs;
        BroadcastMessage asked = new(BroadcastCall.Handle, BroadcastFlags.None, core.CurrentInterrupt);
        Send(cpu, ref core, now, _ids.Broadcast, core.RequestNs, MessageKind.Broadcast, asked.Pack(), effects, handlerNs);
    }

    private void StartBroadcast(int cpu, ref Core core, long now, long waited, Effects effects)
    {
        (core.WaitNs, core.WaitCause, core.WaitId, core.WaitPartNs) = (0, LateCauseKind.None, 0, 0);
        NoteWait(ref core, LateCauseKind.Line, waited);
        AskToBroadcast(cpu, ref core, now, OwnHandlerNs(cpu, ref core, now), effects);
    }

    // How long its own tick's handler would take in the broadcast's.
    private long OwnHandlerNs(int cpu, ref Core core, long now)
    {
        if (_idles && Life.Of(ref core).TickNs > now) return _timerNs + _armNs;
        return (_constantHandlerNs > 0 ? _constantHandlerNs : HandlerNs(cpu, ref core)) + (_oneShot ? _armNs : 0);
    }

    private void OnBroadcastLock(int cpu, ref Core core, in Message message, Effects effects)
    {
        BroadcastMessage answer = BroadcastMessage.Unpack(message.A);
        SleepPhase expected = answer.Call switch
        {
            BroadcastCall.Enter => SleepPhase.Entering, BroadcastCall.Exit => SleepPhase.Leaving, _ => SleepPhase.Awake,
        };
        if (core.Step != CpuStep.BroadcastWait || BroadcastOf(ref core).Phase != expected)
        {
            effects.Fault($"CPU {cpu} in step {core.Step} got tick_broadcast_lock at {message.Time} ns.");
            return;
        }

        if (answer.Call == BroadcastCall.Enter) OnSleep(cpu, ref core, message.Time, answer.Flags, message.B, effects);
        else if (answer.Call == BroadcastCall.Exit) OnWoken(cpu, ref core, message.Time, answer.Flags, message.B, effects);
        else if (_hrtimerBroadcasts) GoOnAfterTimer(cpu, ref core, message.Time, answer.Extra, message.B, effects);
        else RunBroadcast(cpu, ref core, in message, in answer, effects);
        // Its slice has ended within the broadcast's section, which is decided as a whole.
        if (!_preempts || core.Host != HostPhase.Leaving) return;
        core.Host = HostPhase.Running;
        OnLeave(cpu, ref core, message.Time, effects);
    }

    // The broadcast's section is over, or it is in it until its own handler ends.
    private void RunBroadcast(int cpu, ref Core core, in Message message, in BroadcastMessage answer, Effects effects)
    {
        long now = message.Time, length = Math.Max(answer.Extra, _emptyNs);
        if (!answer.Flags.HasFlag(BroadcastFlags.RunsHere))
        {
            StartHandler(cpu, ref core, now, effects);
            Run(cpu, ref core, now, length, effects);
            return;
        }

        ref Broadcasting own = ref BroadcastOf(ref core);
        NoteWait(ref core, LateCauseKind.Lock, message.B - core.RequestNs, BroadcastLockId);
        JudgeLate(cpu, ref core, now, effects);
        if (!_idles)
        {
            core.CurrentTickNs = core.WaitingTickNs;
            core.WaitingTickNs = own.NextTickNs;
            own.NextTickNs = -1;
        }

        long handler = OwnHandlerNs(cpu, ref core, now);
        StartTick(cpu, ref core, now, effects);
        own.RunsTick = true;
        if (_constantHandlerNs == 0 && (!_idles || Life.Of(ref core).RanTick)) core.HandlerDraws++;
        Run(cpu, ref core, now, answer.Extra > 0 ? length : handler, effects);
    }

    // True when the handler that ends has run its CPU's own tick within the broadcast's interrupt.
    private bool EndsOwnTick(ref Core core)
    {
        ref Broadcasting own = ref BroadcastOf(ref core);
        bool ends = own.RunsTick && core.Vector != _tickVector;
        if (ends) own.RunsTick = false;
        return ends;
    }
}
