using Tickstorm.Kernel;
using Tickstorm.Scenarios;

namespace Tickstorm.Processes;

/// <summary>
/// Whom a vCPU that spins lets run in its place (kvm_vcpu_on_spin): the host does not know who has the lock, and chooses by what it knows
/// of those that are ready.
/// </summary>
/// <remarks>Of the vCPUs of its own host CPU; the kernel looks at all of the guest's.</remarks>
internal sealed class DirectedYield(KernelVersion kernel, int cpus)
{
    private readonly bool _isDirected = SwitchTable.KvmYieldsDirected.Of(kernel);
    private readonly bool _skipsSpinners = SwitchTable.KvmSkipsSpinners.Of(kernel);
    private readonly bool _skipsWoken = SwitchTable.KvmSkipsWoken.Of(kernel);
    private readonly bool _skipsUserMode = SwitchTable.KvmSkipsUserMode.Of(kernel);
    private readonly bool _countsPending = SwitchTable.KvmCountsPending.Of(kernel);

    /// <summary>The vCPU; -1 for nobody: the one that spins goes on.</summary>
    public int Choose(ReadyQueue queue, int last)
    {
        if (queue.Count == 0) return -1;
        if (!_isDirected) return queue[0].Cpu;
        for (int behind = -1; NextPlace(queue, last, behind) is >= 0 and var place;)
        {
            ref Ready ready = ref queue[place];
            if (IsEligible(ref ready)) return ready.Cpu;
            behind = Distance(ready.Cpu, last);
        }

        return -1;
    }

    private bool IsEligible(ref Ready ready)
    {
        bool woken = ready.How.HasFlag(ReadyHow.Woken);
        if (woken && _skipsWoken) return false;
        bool inKernel = ready.How.HasFlag(ReadyHow.InKernel) || _countsPending && ready.How.HasFlag(ReadyHow.HasInterrupt);
        if (!woken && _skipsUserMode && !inKernel) return false;
        if (!_skipsSpinners || !ready.How.HasFlag(ReadyHow.Spun)) return true;
        bool may = ready.How.HasFlag(ReadyHow.MayBeFavoured);
        ready.How ^= ReadyHow.MayBeFavoured;
        return may;
    }

    // Where the first one in turn stands that is farther from the last one than a distance; -1 for none.
    private int NextPlace(ReadyQueue queue, int last, int behind)
    {
        int best = -1, nearest = int.MaxValue;
        for (int place = 0; place < queue.Count; place++)
        {
            int distance = Distance(queue[place].Cpu, last);
            if (distance > behind && distance < nearest) (best, nearest) = (place, distance);
        }

        return best;
    }

    private int Distance(int cpu, int last) => (cpu - last - 1 + cpus) % cpus;
}
