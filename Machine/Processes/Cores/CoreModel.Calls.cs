using System.Numerics;
using System.Runtime.InteropServices;
using Tickstorm.Engine;
using Tickstorm.Hardware;
using Tickstorm.Tracing;

namespace Tickstorm.Processes.Cores;

// Calls of other CPUs' functions that their sender waits for, to one CPU or to all that share an address space. Each CPU has a queue of
// calls, and an interrupt is sent only where it was empty (call_single_queue). Until 2.6.26 there is one call at a time in the machine;
// until 3.5 shoot-downs have vectors and locks of their own.
internal sealed partial class CoreModel
{
    private const byte ShootDownWork = 1;

    // What a message of an interrupt says of a shoot-down.
    private const long ShootDownInterrupt = 2;

    // Callers whose calls wait in the queue, those whose shoot-downs wait with a vector of their own, and those that the handler in service
    // executes; a bit each.
    public const int QueuesOfCalls = 3;
    private readonly int _callerWords;
    private readonly bool _skipsPreempted, _skipsLazy;

    // By vector: calls that somebody waits for, and among them shoot-downs with a vector of their own.
    private readonly bool[] _isCall = new bool[256], _isShootDown = new bool[256];

    /// <summary>True when senders of calls wait for them.</summary>
    public bool CallsWait => _callsWait;

    /// <summary>A vector's interrupts are calls that somebody waits for.</summary>
    public bool IsCall(byte vector) => _isCall[vector];

    /// <summary>The queues of a core one after the other: callers whose calls it has taken and not answered, a bit each.</summary>
    public ReadOnlySpan<ulong> CallersAt(ref Core core) =>
        MemoryMarshal.CreateReadOnlySpan(ref PartOf<ulong>(ref core, _queueAt), QueuesOfCalls * _callerWords);

    private Span<ulong> QueuedOf(ref Core core) => CallersIn(ref core, 0);

    private Span<ulong> ShotAtBy(ref Core core) => CallersIn(ref core, 1);

    private Span<ulong> FlushedOf(ref Core core) => CallersIn(ref core, 2);

    private Span<ulong> CallersIn(ref Core core, int queue) =>
        MemoryMarshal.CreateSpan(ref PartOf<ulong>(ref core, _queueAt + queue * _callerWords * sizeof(ulong)), _callerWords);

    // smp_call_function_single, or the shoot-down of translations on the CPUs that the address space runs on. Within an interrupt or with
    // interrupts off nobody may.
    private void Call(int cpu, ref Core core, bool isShootDown, long now, Effects effects)
    {
        ref CallState calls = ref CallsOf(ref core);
        Life.Of(ref core).Base = BaseContext.CallWait;
        calls.SinceNs = now;
        calls.ShootsDown = isShootDown;
        calls.Lock = !isShootDown ? (_ids.HasCallLock ? _ids.CallLock : 0)
            : _ids.ShootDownLocks > 0 ? _ids.ShootDownLock(_shootDowns.IndexOf(cpu)) : 0;
        if (calls.Lock == 0) SendCalls(cpu, ref core, ref calls, now, effects);
        else Send(cpu, ref core, now, calls.Lock, now + _entryNs, MessageKind.CallLock, 0, effects);
    }

    private void SendCalls(int cpu, ref Core core, ref CallState calls, long now, Effects effects)
    {
        calls.Left = 0;
        if (calls.ShootsDown) ShootDown(cpu, ref core, ref calls, now, effects);
        else CallOne(cpu, ref core, ref calls, now, effects);
        calls.Sent += calls.Left;
        if (calls.Left == 0) EndCall(cpu, ref core, ref calls, now, effects);
    }

    private void CallOne(int cpu, ref Core core, ref CallState calls, long now, Effects effects)
    {
        calls.Left = SendIpi(cpu, ref core, now, _vectors.CallFunction, effects) ? 1u : 0;
    }

    // cpumask(mm), as one record. Those of them that need no interrupt say so when it would come.
    private void ShootDown(int cpu, ref Core core, ref CallState calls, long now, Effects effects)
    {
        byte vector = _shootDowns.Count > 0 ? _shootDowns.Vector(_shootDowns.IndexOf(cpu)) : _vectors.CallFunction;
        ulong word = HashWord.IpiSent | Word(vector);
        long first = long.MaxValue;
        Volley volley = new(this, cpu, now);
        while (volley.Next())
        {
            first = Math.Min(first, volley.ArrivesNs);
            calls.Left++;
            ulong sent = word | (ulong)(uint)volley.Target << 16;
            Note(cpu, ref core, now, sent, TraceKind.IpiSent, 0, effects, vector, peer: volley.Target, argument: volley.ArrivesNs);
        }

        calls.ShootDowns++;
        calls.IcrWrites += (uint)volley.Writes;
        core.IpisSent += calls.Left;
        if (_isVirtual) Exit(cpu, ref core, now, ExitReason.SendIpi, (uint)volley.Writes * _exitsToSend, 0, effects);
        core.CpuNs += volley.Writes * _sendNs;
        if (calls.Left > 0) Send(cpu, ref core, now, Message.Several, first, MessageKind.Interrupt, vector, effects, now);
    }

    // Its turn has come; a CPU that is in an interrupt or away goes on when that ends.
    private void OnCallLock(int cpu, ref Core core, in Message message, Effects effects)
    {
        ref CallState calls = ref CallsOf(ref core);
        if (Life.Of(ref core).Base != BaseContext.CallWait || calls.HasLock || calls.Lock != message.Source)
        {
            effects.Fault($"CPU {cpu} got the lock of process {message.Source} at {message.Time} ns and waits for none.");
            return;
        }

        calls.HasLock = true;
        if (core.Step == CpuStep.None) SendCalls(cpu, ref core, ref calls, message.Time, effects);
        else calls.IsDue = true;
    }

    private void OnAnswer(int cpu, ref Core core, long now, Effects effects)
    {
        ref CallState calls = ref CallsOf(ref core);
        if (Life.Of(ref core).Base != BaseContext.CallWait || calls.Left == 0)
        {
            effects.Fault($"CPU {cpu} got an answer at {now} ns and waits for none.");
            return;
        }

        if (--calls.Left > 0) return;
        calls.EndIsDue = true;
        if (core.Step != CpuStep.None) return;
        GoOnBelow(cpu, ref core, now, effects);
        Offer(cpu, ref core, now);
    }

    // Its task runs again: what came for it meanwhile.
    private void GoOnWithCall(int cpu, ref Core core, long now, Effects effects)
    {
        ref CallState calls = ref CallsOf(ref core);
        if (calls.IsDue)
        {
            calls.IsDue = false;
            SendCalls(cpu, ref core, ref calls, now, effects);
        }
        else if (calls.EndIsDue)
        {
            EndCall(cpu, ref core, ref calls, now, effects);
        }
    }

    // The one call that it has made is over.
    private void EndCall(int cpu, ref Core core, ref CallState calls, long now, Effects effects)
    {
        calls.EndIsDue = false;
        Life.Of(ref core).Base = BaseContext.Task;
        core.Hash = EventHash.Extend(core.Hash, now, HashWord.CallEnds);
        effects.Measure((int)StatisticKind.CallWait, now - calls.SinceNs);
        if (!calls.HasLock) return;
        calls.HasLock = false;
        Send(cpu, ref core, now, calls.Lock, now + _entryNs, MessageKind.CallLock, 1, effects);
    }

    // A call comes; false when it needs no interrupt.
    private bool TakesCall(int cpu, ref Core core, in Message message, Effects effects)
    {
        ref CallState calls = ref CallsOf(ref core);
        bool isFlush = message.B == ShootDownInterrupt;
        if (isFlush && FlushesLater(ref core, in calls))
        {
            calls.FlushIsDue = true;
            calls.Refused++;
            calls.Skipped++;
            Answer(cpu, ref core, message.Time, message.Source, effects);
            return false;
        }

        calls.FlushIsQueued |= isFlush;
        bool own = _isShootDown[(byte)message.A];
        Span<ulong> queue = own ? ShotAtBy(ref core) : QueuedOf(ref core);
        bool isFirst = own || !queue.ContainsAnyExcept(0UL);
        queue[message.Source >> 6] |= 1UL << message.Source;
        // Whoever was first has sent the interrupt.
        if (!isFirst) calls.Refused++;
        return isFirst;
    }

    // A vCPU that its host has preempted is marked (KVM_VCPU_FLUSH_TLB); one that idles does not use its translations.
    private bool FlushesLater(ref Core core, in CallState calls) =>
        _skipsPreempted && core.Step == CpuStep.Off && core.Host != HostPhase.Halted || IsIdle(ref core) && (_skipsLazy || calls.HasLeft);

    private void CountCall(ref Core core, AcceptOutcome outcome)
    {
        ref CallState calls = ref CallsOf(ref core);
        if (outcome == AcceptOutcome.Accepted) calls.Accepted++;
        else calls.Coalesced++;
    }

    private void FlushOnReturn(ref Core core, long now)
    {
        ref CallState calls = ref CallsOf(ref core);
        calls.HasLeft = false;
        if (!calls.FlushIsDue) return;
        calls.FlushIsDue = false;
        calls.Flushes++;
        core.Hash = EventHash.Extend(core.Hash, now, HashWord.FlushedLate);
    }

    // The handler executes all that is queued when it begins; that of a shoot-down's own vector those that have the vector.
    private void TakeCalls(ref Core core)
    {
        ref CallState calls = ref CallsOf(ref core);
        if (calls.FlushIsQueued && IsIdle(ref core)) calls.HasLeft = true;
        calls.FlushIsQueued = false;
        if (!_isShootDown[core.Vector])
        {
            QueuedOf(ref core).CopyTo(FlushedOf(ref core));
            QueuedOf(ref core).Clear();
            return;
        }

        Span<ulong> queue = ShotAtBy(ref core), taken = FlushedOf(ref core);
        for (int word = 0; word < queue.Length; word++)
        {
            for (ulong left = queue[word]; left != 0; left &= left - 1)
            {
                int caller = word * 64 + BitOperations.TrailingZeroCount(left);
                if (_shootDowns.Vector(_shootDowns.IndexOf(caller)) != core.Vector) continue;
                taken[word] |= 1UL << caller;
                queue[word] &= ~(1UL << caller);
            }
        }
    }

    private void AnswerCalls(int cpu, ref Core core, long now, Effects effects)
    {
        Span<ulong> flushed = FlushedOf(ref core);
        for (int word = 0; word < flushed.Length; word++)
        {
            for (ulong left = flushed[word]; left != 0; left &= left - 1)
                Answer(cpu, ref core, now, word * 64 + BitOperations.TrailingZeroCount(left), effects);
        }

        flushed.Clear();
    }

    private void Answer(int cpu, ref Core core, long now, int caller, Effects effects) =>
        Send(cpu, ref core, now, caller, now + _topology.IpiNs(cpu, caller), MessageKind.Acknowledge, 0, effects);
}
