using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Traces.Analysis;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Calibration;

/// <summary>A capture beside the run of a scenario that was taken from one, and how far they are apart.</summary>
/// <param name="DesignInUse">The design that was run.</param>
/// <param name="Cpus">Each CPU of the capture.</param>
/// <param name="TicksError">Sum over CPUs of the difference in ticks, by the sum of the measured ones; null when none was measured.</param>
/// <param name="GapError">
/// Mean over CPUs, weighted by measured ticks, of the difference in the median time from tick to tick by the measured one; null when no
/// CPU shows two ticks.
/// </param>
public sealed record CaptureFit(string DesignInUse, IReadOnlyList<CpuFit> Cpus, double? TicksError, double? GapError)
{
    /// <summary>IPIs by sender and receiver.</summary>
    public IReadOnlyList<IpiFit> Ipis { get; init; } = [];

    /// <summary>Sum over pairs of the difference in IPIs, by the sum of the measured ones; null when none was measured.</summary>
    public double? IpisError => Ipis.Sum(pair => pair.Measured) is > 0 and var all
        ? (double)Ipis.Sum(pair => Math.Abs(pair.Simulated - pair.Measured)) / all : null;

    /// <summary>Softirqs by vector; nothing where the capture has none of their events.</summary>
    public IReadOnlyList<SoftirqFit> Softirqs { get; init; } = [];

    /// <summary>Holds a run against a capture.</summary>
    /// <param name="model">What was run: the design in use of a calibrated scenario.</param>
    /// <param name="measured">What the capture shows.</param>
    /// <param name="simulated">What the run's trace shows.</param>
    public static CaptureFit Of(CalibrationResult model, AnalysisResult measured, AnalysisResult simulated)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(measured);
        ArgumentNullException.ThrowIfNull(simulated);
        Dictionary<int, CpuAnalysis> ran = simulated.Cpus.ToDictionary(cpu => cpu.Cpu);
        CpuFit[] cpus =
        [
            .. measured.Cpus.Where(cpu => cpu.Cpu != CpuAnalysis.NoCpu)
                .Where(cpu => !NeverStops(model.Scenario) || IsSeen(cpu))
                .Select(cpu => new CpuFit(
                    cpu, ran.GetValueOrDefault(cpu.Cpu) ?? new CpuAnalysis(cpu.Cpu), model.Facts.BusyCpus.Contains(cpu.Cpu))),
        ];
        // Where any timer interrupt may be a tick, so it may in the run.
        if (measured.TicksAreInterrupts) cpus = [.. cpus.Select(cpu => cpu.ByInterrupts())];
        return new CaptureFit(model.DesignInUse, cpus, Ticks(cpus), Gap(cpus))
        {
            Ipis = IpiFit.Of(measured.Ipis, simulated.Ipis),
            Softirqs = SoftirqFit.Of(model.Facts, measured, simulated),
        };
    }

    // A CPU whose tick cannot stop and that has none was not recorded (a mask of CPUs).
    private static bool NeverStops(Scenario scenario) => !scenario.Tick.NoHz;

    private static bool IsSeen(CpuAnalysis cpu) => cpu.Ticks + cpu.TimerInterrupts > 0;

    private static double? Ticks(CpuFit[] cpus)
    {
        long all = cpus.Sum(cpu => cpu.Measured.Ticks);
        return all == 0 ? null : (double)cpus.Sum(cpu => Math.Abs(cpu.Simulated.Ticks - cpu.Measured.Ticks)) / all;
    }

    private static double? Gap(CpuFit[] cpus)
    {
        (double sum, long ticks) = (0, 0);
        foreach (CpuFit cpu in cpus)
        {
            if (cpu.Measured.TickGapNs.P50 is not (> 0 and var real)) continue;
            // A CPU that ticks and does not in the run is wrong by all of it.
            double error = cpu.Simulated.TickGapNs.P50 is { } run ? Math.Abs((double)(run - real)) / real : 1;
            sum += error * cpu.Measured.Ticks;
            ticks += cpu.Measured.Ticks;
        }

        return ticks == 0 ? null : sum / ticks;
    }
}

/// <summary>One CPU of a capture beside the same CPU of a run.</summary>
/// <param name="Measured">What the capture shows.</param>
/// <param name="Simulated">What the run shows.</param>
/// <param name="Busy">True when it is busy in the scenario.</param>
public sealed record CpuFit(CpuAnalysis Measured, CpuAnalysis Simulated, bool Busy)
{
    /// <summary>The same with all timer interrupts of the run taken as ticks.</summary>
    public CpuFit ByInterrupts() => this with { Simulated = Simulated with { Ticks = SimulatedTimers, TickGapNs = Simulated.TimerGapNs } };

    /// <summary>Reschedule and call-function IPIs of the capture's CPU.</summary>
    public long MeasuredIpis => Ipis(Measured);

    /// <summary>The same of the run's CPU.</summary>
    public long SimulatedIpis => Ipis(Simulated);

    /// <summary>Timer interrupts of the capture's CPU, ticks or not.</summary>
    public long MeasuredTimers => Measured.TimerInterrupts;

    /// <summary>The same of the run's CPU.</summary>
    public long SimulatedTimers => Simulated.Vectors.Where(vector => vector.Name == VectorNames.LocalTimer).Sum(vector => vector.Count)
        + Simulated.Irqs.Where(irq => irq.Irq == 0).Sum(irq => irq.Count);

    /// <summary>How long the handlers of the capture's timer interrupts took.</summary>
    public Percentiles MeasuredHandlerNs => Handler(Measured);

    /// <summary>The same of the run.</summary>
    public Percentiles SimulatedHandlerNs => Handler(Simulated);

    private static long Ipis(CpuAnalysis cpu) => cpu.Vectors
        .Where(vector => vector.Name.StartsWith("reschedule", StringComparison.Ordinal)
            || vector.Name.StartsWith("call_function", StringComparison.Ordinal))
        .Sum(vector => vector.Count);

    private static Percentiles Handler(CpuAnalysis cpu) =>
        cpu.Vectors.FirstOrDefault(vector => vector.Name == VectorNames.LocalTimer)?.HandlerNs
        ?? cpu.Irqs.FirstOrDefault(irq => irq.Irq == 0)?.HandlerNs ?? Percentiles.None;
}
