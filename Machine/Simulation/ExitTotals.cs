using Tickstorm.Processes;
using Tickstorm.Processes.Cores;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Tracing;

namespace Tickstorm.Simulation;

/// <summary>Adds up the exits of a machine's CPUs.</summary>
internal sealed class ExitTotals(MachinePlan plan)
{
    private const double Second = 1e9;
    private static readonly ExitReason[] s_reasons = Enum.GetValues<ExitReason>();
    private readonly long[] _counts = new long[s_reasons.Length];
    private long _calls;

    /// <summary>Adds the exits of other CPUs.</summary>
    public void Add(ExitTotals other)
    {
        for (int i = 0; i < _counts.Length; i++) _counts[i] += other._counts[i];
        _calls += other._calls;
    }

    /// <summary>As bytes.</summary>
    public void Write(BinaryWriter writer)
    {
        foreach (long count in _counts) writer.Write(count);
        writer.Write(_calls);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public void Read(BinaryReader reader)
    {
        for (int i = 0; i < _counts.Length; i++) _counts[i] = reader.ReadInt64();
        _calls = reader.ReadInt64();
    }

    /// <summary>Adds a CPU.</summary>
    public void Add(ref Core core)
    {
        if (!plan.CoreModel.IsVirtual) return;
        ref ExitCounts counts = ref plan.CoreModel.ExitsOf(ref core);
        for (int i = 0; i < _counts.Length; i++) _counts[i] += counts[i];
        // A design that calls has a call with each EOI, and with each tick that it arms.
        _calls += (long)core.Eois * plan.Design.CallsToEoi + (plan.OneShot ? (long)core.Handled * plan.Design.CallsToArm : 0);
    }

    /// <summary>The report; null of a design without a hypervisor.</summary>
    public ExitReport? Report(long simulatedNs)
    {
        if (!plan.CoreModel.IsVirtual) return null;
        ExitTable table = new(plan.Design, plan.Scenario.Costs);
        ExitCount[] reasons =
        [
            .. s_reasons.Where(reason => reason != ExitReason.None && _counts[(int)reason] > 0)
                .Select(reason => new ExitCount(reason, _counts[(int)reason], _counts[(int)reason] * table.Ns(reason))),
        ];
        long timers = _counts[ExitCounts.HostTimers];
        Costs costs = plan.Scenario.Costs;
        long hostNs = reasons.Sum(reason => reason.HostNs) + timers * costs.VmHostTimer + _calls * costs.VmiCall;
        double guestSeconds = plan.Cpus * (simulatedNs / Second);
        return new(reasons, timers, hostNs, guestSeconds > 0 ? hostNs / guestSeconds : 0);
    }
}
