using Tickstorm.Processes.Cores;
using Tickstorm.Tracing;

namespace Tickstorm.Simulation;

/// <summary>What is known at the end of a run only: which CPUs can never tick again.</summary>
internal static class EndRecords
{
    /// <summary>The last records of a trace, at the end of what was simulated, in the one total order.</summary>
    public static TraceRecord[] Of(SmpMachine machine, long simulatedNs)
    {
        List<TraceRecord> records = [];
        for (int cpu = 0; cpu < machine.Cores.Length; cpu++)
        {
            ref Core core = ref machine.Cores[cpu];
            if (CoreJudge.IsStalled(ref core, machine.Plan.CoreModel, machine.Plan.TickVector))
                records.Add(new TraceRecord(simulatedNs, cpu, 0, TraceKind.Stalled, cpu, 0, -1, -1, -1, 0));
        }

        return [.. records];
    }
}
