using System.Globalization;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Traces.Analysis;
using Tickstorm.Traces.Calibration;
using Tickstorm.Traces.Inputs;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Tests;

/// <summary>Scenarios of recordings, run and held against recordings.</summary>
internal static class Prediction
{
    /// <summary>A recording's file.</summary>
    public static string Path(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "data", name);

    /// <summary>The scenario of a recording, or of a part of it.</summary>
    public static CalibrationResult Of(string name, long fromNs = long.MinValue, long toNs = long.MaxValue) =>
        Calibrator.Calibrate(new InputFile(Path(name)), choice: AnalysisChoice.All with { FromNs = fromNs, ToNs = toNs });

    /// <summary>A calibrated scenario's run beside what was measured.</summary>
    public static CaptureFit Fit(CalibrationResult model, AnalysisResult measured, Scenario? scenario = null) =>
        CaptureFit.Of(model, measured, Run(scenario ?? model.Scenario, model.DesignInUse));

    /// <summary>The analysis of a run.</summary>
    public static AnalysisResult Run(Scenario scenario, string design)
    {
        TraceAnalyzer analyzer = new();
        TraceRunInfo info = TraceRunInfo.For(scenario, design) with { Sampled = false };
        analyzer.Run(info, null);
        analyzer.Run(info, TraceTotals.Of(Simulator.Run(scenario, design, new EngineOptions(), analyzer)));
        return analyzer.Finish(TraceAnalyzer.Live);
    }

    /// <summary>The whole recording, and the error of ticks of its second half by a scenario of the first that goes on.</summary>
    public static (CaptureFit Whole, double? Second) Both(string name)
    {
        CalibrationResult whole = Of(name);
        CaptureFit fit = Fit(whole, whole.Analysis);
        (long first, long last) = (whole.Analysis.Source.FirstNs!.Value, whole.Analysis.Source.LastNs!.Value);
        long middle = first + (last - first) / 2;
        try
        {
            CalibrationResult half = Of(name, toNs: middle);
            AnalysisResult rest = TraceAnalyzer.Analyze(new InputFile(Path(name)), choice: AnalysisChoice.All with { FromNs = middle });
            CaptureFit all = Fit(half, rest, Lasting(half.Scenario, last - first));
            return (fit, Second(all, Fit(half, rest, Lasting(half.Scenario, middle - first))));
        }
        catch (Traces.Formats.TraceFormatException)
        {
            return (fit, null);
        }
    }

    /// <summary>A row of docs/validation.md.</summary>
    public static string Row(string name, CaptureFit whole, double? second) =>
        $"| {System.IO.Path.GetFileName(name)} | {whole.DesignInUse} | {whole.Cpus.Sum(cpu => cpu.Measured.Ticks)} | "
        + $"{whole.Cpus.Sum(cpu => cpu.Simulated.Ticks)} | {Percent(whole.TicksError)} | {Percent(whole.GapError)} | "
        + $"{Percent(second)} |";

    private static Scenario Lasting(Scenario scenario, long ns) => scenario with { Run = scenario.Run with { DurationNs = ns } };

    // A run's ticks until a time are those of a run that ends there: what the longer one has more is the second half's.
    private static double? Second(CaptureFit all, CaptureFit first)
    {
        Dictionary<int, long> before = first.Cpus.ToDictionary(cpu => cpu.Measured.Cpu, cpu => cpu.Simulated.Ticks);
        long measured = all.Cpus.Sum(cpu => cpu.Measured.Ticks);
        long apart = all.Cpus.Sum(cpu => Math.Abs(cpu.Simulated.Ticks - before.GetValueOrDefault(cpu.Measured.Cpu) - cpu.Measured.Ticks));
        return measured == 0 ? null : (double)apart / measured;
    }

    private static string Percent(double? error) =>
        error is { } known ? (known * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %" : "-";
}
