using System.Numerics;
using System.Runtime.InteropServices;
using Tickstorm.Engine;
using Tickstorm.Hardware;
using Tickstorm.Tracing;

namespace Tickstorm.Processes.Cores;

// Calls of other CPUs' functions that their sender waits for, to one CPU or to all that share an address space. Each CPU has a queue of
// calls, and an interrupt is sent only where it was empty (call_single_queue); until 2.6.26 there is one call at a time in the machine.
internal sealed partial class CoreModel
{
    private const byte ShootDownWork = 1;
    private readonly bool _takesCallLock;
    private readonly int _callerWords, _mmCpus;
    private readonly long _icrNs;
    private readonly IcrWrites _icrWrites;

    /// <summary>True when senders of calls wait for them.</summary>
    public bool CallsWait => _callsWait;

    // First the callers whose calls wait in the queue, then those that the handler in service executes; a bit each.
    private Span<ulong> QueuedOf(ref Core core) => Words(ref core, _queueAt, _callerWords);

    private Span<ulong> FlushedOf(ref Core core) => Words(ref core, _queueAt + _callerWords * sizeof(ulong), _callerWords);

    private static Span<ulong> Words(ref Core core, nint at, int count) =>
        MemoryMarshal.CreateSpan(ref PartOf<ulong>(ref core, at), count);

    // smp_call_function_single, or the shoot-down of translations on the CPUs that the address space runs on. Within an interrupt or with
    // interrupts off nobody may.
    private void Call(int cpu, ref Core core, bool isShootDown, long now, Effects effects)
    {
        ref Life life = ref Life.Of(ref core);
        life.Base = BaseContext.CallWait;
        life.CallSinceNs = now;
        life.ShootsDown = isShootDown;
        if (!_takesCallLock) SendCalls(cpu, ref core, ref life, now, effects);
        else Send(cpu, ref core, now, _ids.CallLock, now + _entryNs, MessageKind.CallLock, 0, effects);
    }

    private void SendCalls(int cpu, ref Core core, ref Life life, long now, Effects effects)
    {
        life.CallsLeft = 0;
        if (life.ShootsDown) ShootDown(cpu, ref core, ref life, now, effects);
        else CallOne(cpu, ref core, ref life, now, effects);
        life.CallsSent += life.CallsLeft;
        if (life.CallsLeft == 0) EndCall(cpu, ref core, ref life, now, effects);
    }

    private void CallOne(int cpu, ref Core core, ref Life life, long now, Effects effects)
    {
        life.CallsLeft = 1;
        SendIpi(cpu, ref core, now, _vectors.CallFunction, effects);
    }

    // cpumask(mm) without those that idle: a lazy CPU is skipped.
    private void ShootDown(int cpu, ref Core core, ref Life life, long now, Effects effects)
    {
        int first = _mmCpus == 0 ? 0 : cpu / _mmCpus * _mmCpus, end = _mmCpus == 0 ? _ids.Cpus : Math.Min(_ids.Cpus, first + _mmCpus);
        int writes = 0, last = -1;
        life.ShootDowns++;
        for (int target = first; target < end; target++)
        {
            if (target == cpu || !_busy[target]) continue;
            int group = _icrWrites.GroupOf(target);
            if (group != last) writes++;
            last = group;
            long arrives = now + writes * (_icrNs + _sendNs) + _topology.IpiNs(cpu, target);
            life.CallsLeft++;
            core.IpisSent++;
            ulong sent = HashWord.IpiSent | Word(_vectors.CallFunction) | (ulong)(uint)target << 16;
            Note(
                cpu, ref core, now, sent, TraceKind.IpiSent, 0, effects, _vectors.CallFunction, peer: target, argument: arrives);
            Send(cpu, ref core, now, target, arrives, MessageKind.Interrupt, _vectors.CallFunction, effects);
        }

        life.IcrWrites += (uint)writes;
        core.VmExits += (uint)writes * _exitsToSend;
        core.CpuNs += writes * _sendNs;
    }

    // Its turn has come; a CPU that is in an interrupt goes on when that ends.
    private void OnCallLock(int cpu, ref Core core, long now, Effects effects)
    {
        ref Life life = ref Life.Of(ref core);
        if (life.Base != BaseContext.CallWait || life.HasCallLock)
        {
            effects.Fault($"CPU {cpu} got call_lock at {now} ns and waits for none.");
            return;
        }

        life.HasCallLock = true;
        if (core.Step == CpuStep.None) SendCalls(cpu, ref core, ref life, now, effects);
        else life.CallIsDue = true;
    }

    private void OnAnswer(int cpu, ref Core core, long now, Effects effects)
    {
        ref Life life = ref Life.Of(ref core);
        if (life.Base != BaseContext.CallWait || life.CallsLeft == 0)
        {
            effects.Fault($"CPU {cpu} got an answer at {now} ns and waits for none.");
            return;
        }

        if (--life.CallsLeft > 0) return;
        EndCall(cpu, ref core, ref life, now, effects);
        if (core.Step != CpuStep.None) return;
        GoOnBelow(cpu, ref core, now, effects);
        Offer(ref core, now);
    }

    // The one call that it has made is over.
    private void EndCall(int cpu, ref Core core, ref Life life, long now, Effects effects)
    {
        life.Base = BaseContext.Task;
        core.Hash = EventHash.Extend(core.Hash, now, HashWord.CallEnds);
        effects.Measure((int)StatisticKind.CallWait, now - life.CallSinceNs);
        if (!life.HasCallLock) return;
        life.HasCallLock = false;
        Send(cpu, ref core, now, _ids.CallLock, now + _entryNs, MessageKind.CallLock, 1, effects);
    }

    // False when the queue was not empty: whoever was first has sent the interrupt.
    private bool Enqueue(ref Core core, int caller)
    {
        Span<ulong> queued = QueuedOf(ref core);
        bool isFirst = !queued.ContainsAnyExcept(0UL);
        queued[caller >> 6] |= 1UL << caller;
        return isFirst;
    }

    private static void CountCall(ref Core core, AcceptOutcome outcome)
    {
        ref Life life = ref Life.Of(ref core);
        if (outcome == AcceptOutcome.Accepted) life.CallsAccepted++;
        else life.CallsCoalesced++;
    }

    private void TakeCalls(ref Core core)
    {
        Span<ulong> queued = QueuedOf(ref core);
        queued.CopyTo(FlushedOf(ref core));
        queued.Clear();
    }

    private void AnswerCalls(int cpu, ref Core core, long now, Effects effects)
    {
        Span<ulong> flushed = FlushedOf(ref core);
        for (int word = 0; word < flushed.Length; word++)
        {
            for (ulong left = flushed[word]; left != 0; left &= left - 1)
            {
                int caller = word * 64 + BitOperations.TrailingZeroCount(left);
                Send(cpu, ref core, now, caller, now + _topology.IpiNs(cpu, caller), MessageKind.Acknowledge, 0, effects);
            }
        }

        flushed.Clear();
    }
}
