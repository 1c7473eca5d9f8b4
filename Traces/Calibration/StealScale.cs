using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;

namespace Tickstorm.Traces.Calibration;

/// <summary>
/// Steal lengths, scaled until the run loses ticks at the captured rate. How late ticks were says how long CPUs stood still; how many were
/// lost in it depends on when they did, and where another CPU hands the ticks on, on when that one stood still.
/// </summary>
internal static class StealScale
{
    private const int Rounds = 6;
    private const long MostTicks = 400_000;
    private const double Enough = 0.02, LeastStep = 0.6, MostStep = 1.6;

    /// <summary>The scenario with its lengths scaled; the same where CPUs stop their ticks, or a run would take long.</summary>
    public static Scenario Of(Scenario scenario, string inUse, IReadOnlyList<CpuObservation> cpus, int? sender)
    {
        long due = scenario.Run.DurationNs / scenario.Tick.PeriodNs;
        if (scenario.Tick.NoHz || scenario.Workload.Steal.Count == 0 || cpus.Count * due > MostTicks) return scenario;
        (Scenario best, double least) = (scenario, double.MaxValue);
        for (int round = 0; round < Rounds; round++)
        {
            IReadOnlyList<CpuLedger> run = Simulator.Run(scenario, inUse, new EngineOptions { PerCpu = true }).PerCpu!;
            double apart = run.Sum(cpu => Math.Abs(cpu.Ticks.Handled - (double)cpus[cpu.Cpu].Ticks.Count));
            if (apart < least) (best, least) = (scenario, apart);
            if (apart <= Enough * cpus.Sum(cpu => (double)cpu.Ticks.Count)) break;
            // Due are those of the device's rate, or as many as the sender has.
            double Scale(int cpu) => sender is { } from && from != cpu
                ? Step(run[from].Ticks.Handled - run[cpu].Ticks.Handled, cpus[from].Ticks.Count - cpus[cpu].Ticks.Count)
                : Step(due - run[cpu].Ticks.Handled, due - cpus[cpu].Ticks.Count);
            scenario = scenario with
            {
                Workload = scenario.Workload with
                {
                    Steal = [.. scenario.Workload.Steal.Select(load => Scaled(load, Scale(load.Cpus![0])))],
                },
            };
        }

        return best;
    }

    private static double Step(long lost, long toLose) => Math.Clamp((toLose + 4.0) / (Math.Max(0, lost) + 4.0), LeastStep, MostStep);

    private static StealLoad Scaled(StealLoad load, double step) => load with
    {
        Length = new DurationTable([.. load.Length.Entries.GroupBy(entry => Math.Max(1_000, (long)(entry.Ns * step) / 1_000 * 1_000))
            .Select(same => (same.Key, same.Sum(entry => entry.Weight)))]),
    };
}
