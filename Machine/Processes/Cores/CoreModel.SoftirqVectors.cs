using System.Numerics;
using Tickstorm.Engine;
using Tickstorm.Scenarios;
using Tickstorm.Tracing;

namespace Tickstorm.Processes.Cores;

// Softirqs by vector: an interrupt raises some of them as it ends, and __do_softirq runs those that are pending one after the other, the
// lowest number first, with interrupts on.
internal sealed partial class CoreModel
{
    // By CPU: the softirqs that its interrupts raise; nothing when softirqs are not told by vector.
    private readonly SoftirqRate[][] _softirqsOf;

    // Each of so many of a million, evenly: which ones depends on nothing but the number of the interrupt.
    private void RaiseVectors(int cpu, ref Core core, long now)
    {
        ref Nest nest = ref NestOf(ref core);
        foreach (SoftirqRate rate in _softirqsOf[cpu])
        {
            ulong first = (ulong)Draw.Below(Draw.Bits(_seed, cpu, DrawPurpose.SoftirqRaise + (int)rate.Vector, 0), SoftirqRate.Every);
            if ((first + core.Dispatched * (ulong)rate.PerMillion) % SoftirqRate.Every >= (ulong)rate.PerMillion) continue;
            nest.SoftRaised |= (ushort)(1 << (int)rate.Vector);
            if (nest.SoftRaisedNs < 0) nest.SoftRaisedNs = now;
        }
    }

    private void BeginVector(int cpu, ref Core core, ref Nest nest, long now)
    {
        int vector = BitOperations.TrailingZeroCount(nest.SoftRound);
        foreach (SoftirqRate rate in _softirqsOf[cpu])
        {
            if ((int)rate.Vector != vector) continue;
            core.StepNs = now + rate.Length.Pick(Draw.Bits(_seed, cpu, DrawPurpose.SoftirqLength + vector, core.Dispatched));
        }

        core.Hash = EventHash.Extend(core.Hash, now, HashWord.SoftirqBegins | (ulong)(uint)vector << 8);
        nest.SoftVectorNs = now;
    }

    // A softirq ends: true when the next one of its round begins.
    private bool GoesOnInRound(int cpu, ref Core core, ref Nest nest, long now, Effects effects)
    {
        int vector = BitOperations.TrailingZeroCount(nest.SoftRound);
        if (effects.Tracing) Trace(cpu, now, TraceKind.SoftirqRan, 0, effects, vector, LockLines.None, argument: now - nest.SoftVectorNs);
        nest.SoftRound &= (ushort)(nest.SoftRound - 1);
        if (nest.SoftRound == 0) return false;
        BeginVector(cpu, ref core, ref nest, now);
        nest.TakesInterrupts = true;
        Offer(cpu, ref core, now);
        return true;
    }
}
