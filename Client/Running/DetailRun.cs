using Tickstorm.Client.Options;
using Tickstorm.Client.Shell;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Traces.Analysis;
using Tickstorm.Traces.Reports;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Client.Running;

/// <summary>
/// Runs one design once more with its trace analysed. Runs repeat exactly, so a report need not slow down the runs that it compares.
/// </summary>
internal static class DetailRun
{
    /// <summary>Beyond this many CPUs an analysis would need more memory than the run itself.</summary>
    private const int MostCpus = 100_000;

    /// <summary>
    /// The design worth telling about: the worst that lost something, or else the one whose interrupts waited longest in all; null when
    /// none was run.
    /// </summary>
    public static DesignOutcome? Worst(Experiment experiment)
    {
        DesignOutcome[] ran = [.. experiment.Ranked.Where(o => o.First.Supported)];
        return ran.LastOrDefault(o => o.First.Ticks.Lost > 0) ?? ran.MaxBy(o => o.First.LockWaitNs.Total);
    }

    /// <summary>The analysis of a design's first run; null when it was interrupted, or is too large.</summary>
    public static Detail? Of(ClientContext context, Scenario scenario, string? design, EngineOptions options)
    {
        if (design is null || context.Cancel.IsCancellationRequested || scenario.Machine.Cpus > MostCpus) return null;
        TimeLineBook line = new();
        TraceAnalyzer analyzer = new() { Beside = line };
        TraceRunInfo info = TraceRunInfo.For(scenario, design) with { Sampled = false };
        analyzer.Run(info, null);
        options = EngineChoice.Suited(
            options.Kind == "cluster" ? options with { Kind = "parallel", Threads = 0 } : options, scenario.Machine.Cpus);
        try
        {
            DesignResult result = context.Simulate(scenario, design, options, analyzer, null, context.Cancel);
            if (!result.Complete) return null;
            analyzer.Run(info, TraceTotals.Of(result));
            return new Detail(analyzer.Finish(TraceAnalyzer.Live), line, result.PerCpu);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}

/// <summary>A run in detail.</summary>
/// <param name="Result">Its analysis.</param>
/// <param name="Line">Its time line.</param>
/// <param name="PerCpu">Each CPU's ledger; null unless it was asked for.</param>
internal sealed record Detail(AnalysisResult Result, TimeLineBook Line, IReadOnlyList<CpuLedger>? PerCpu);
