using Tickstorm.Engine;
using Tickstorm.Scenarios;

namespace Tickstorm.Processes.Cores;

/// <summary>How often each CPU sends IPIs of one kind, and to whom: to all others alike, or as the workload's pairs say.</summary>
internal sealed class IpiSenders
{
    private const long Second = 1_000_000_000;

    // What the rates of pairs are counted in: IPIs in as many ns.
    private const long RateNs = 1_000_000_000_000_000;
    private readonly int _cpus;
    private readonly long _everyNs;
    private readonly Sender?[] _senders = [];

    /// <summary>The senders of a kind.</summary>
    /// <param name="work">The workload.</param>
    /// <param name="cpus">CPUs of the machine.</param>
    /// <param name="isCall">True for call-function IPIs, false for reschedule IPIs.</param>
    public IpiSenders(Workload work, int cpus, bool isCall)
    {
        _cpus = cpus;
        int perSecond = isCall ? work.CallFunctionPerSecond : work.ReschedulePerSecond;
        _everyNs = cpus > 1 && perSecond > 0 ? Second / perSecond : 0;
        IpiPair[] pairs = [.. work.IpiPairs.Where(pair => pair.IsCall == isCall)];
        if (pairs.Length == 0) return;
        _senders = new Sender?[cpus];
        foreach (IGrouping<int, IpiPair> sender in pairs.GroupBy(pair => pair.From)) _senders[sender.Key] = new Sender([.. sender]);
    }

    /// <summary>True when who sends to whom is given: then idle CPUs send too.</summary>
    public bool HasPairs => _senders.Length > 0;

    /// <summary>The mean time from one IPI of a CPU to its next, ns; 0 for a CPU that sends none.</summary>
    public long EveryNs(int cpu) => _senders.Length == 0 ? _everyNs : _senders[cpu]?.EveryNs ?? 0;

    /// <summary>The target that 64 random bits pick.</summary>
    public int Target(int cpu, ulong bits)
    {
        if (_senders.Length > 0) return _senders[cpu]!.Target(bits);
        int target = (int)Draw.Below(bits, _cpus - 1);
        return target >= cpu ? target + 1 : target;
    }

    private sealed class Sender
    {
        private readonly int[] _targets;
        private readonly long[] _upTo;

        public Sender(IpiPair[] pairs)
        {
            _targets = [.. pairs.Select(pair => pair.To)];
            _upTo = new long[pairs.Length];
            long sum = 0;
            for (int i = 0; i < pairs.Length; i++) _upTo[i] = sum += RateNs / pairs[i].EveryNs;
            EveryNs = Math.Max(1, RateNs / sum);
        }

        public long EveryNs { get; }

        public int Target(ulong bits)
        {
            int i = Array.BinarySearch(_upTo, Draw.Below(bits, _upTo[^1]));
            return _targets[i >= 0 ? i + 1 : ~i];
        }
    }
}
