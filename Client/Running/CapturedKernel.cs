using Tickstorm.Client.Shell;
using Tickstorm.Simulation;
using Tickstorm.Traces.Analysis;
using Tickstorm.Traces.Inputs;

namespace Tickstorm.Client.Running;

/// <summary>The real kernel that a comparison was calibrated from, so that what was measured can stand beside what is simulated.</summary>
internal sealed class CapturedKernel : IDisposable
{
    private readonly InputFile _first;
    private readonly InputFile _again;
    private readonly bool _allowUnsorted;
    private readonly List<Stream> _copies = [];

    /// <summary>Names a capture; a pipe, which can be read but once, is copied when it is to be read <paramref name="twice"/>.</summary>
    public CapturedKernel(ClientContext context, string path, bool allowUnsorted, bool twice)
    {
        InputFile file = context.Reads(path);
        (_first, _again, _allowUnsorted) = (file, file, allowUnsorted);
        if (!twice || file.IsOrdinary || file.IsFolder || !file.Exists) return;
        using Stream pipe = file.Open();
        (_first, _again) = (Copy(pipe, context), Copy(_copies[0], context));
    }

    /// <summary>What a scenario is made from.</summary>
    public InputFile File => _first;

    /// <summary>What the capture shows, and the design whose ticks take the same way, as it runs in the scenario.</summary>
    public Measured Beside(ClientContext context, Experiment experiment, EngineOptions options)
    {
        AnalysisResult capture = TraceAnalyzer.Analyze(_again, _allowUnsorted);
        DesignOutcome[] ran = [.. experiment.Designs.Where(o => o.First.Supported)];
        DesignOutcome? alike = ran.FirstOrDefault(o => o.First.Source == Source(capture)), inUse = alike ?? ran.FirstOrDefault();
        Detail? run = DetailRun.Of(context, experiment.Scenario, inUse, options with { PerCpu = true });
        return new Measured(capture, inUse, alike is not null, run);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Stream copy in _copies) copy.Dispose();
    }

    private InputFile Copy(Stream stream, ClientContext context)
    {
        FileStream copy = InputFile.Copy(stream);
        _copies.Add(copy);
        if (stream.CanSeek) stream.Position = 0;
        return new InputFile(InputFile.Standard, copy, context.Cancel);
    }

    // Where a timer's line drives ticks the others have theirs by broadcast; else each CPU has a timer of its own.
    private static string Source(AnalysisResult capture) =>
        capture.Cpus.Count > 1 && capture.Cpus.Any(TicksByLine) ? "broadcast" : "local-timer";

    private static bool TicksByLine(CpuAnalysis cpu) =>
        cpu.TimerInterrupts > 2 * cpu.Vectors.Where(vector => vector.Name.StartsWith("local_timer", StringComparison.Ordinal))
            .Sum(vector => vector.Count);
}

/// <summary>A capture beside a run.</summary>
/// <param name="Capture">What the capture shows.</param>
/// <param name="InUse">The design beside it; null when none was run.</param>
/// <param name="IsAlike">True when that design's ticks come the way that the captured kernel's do.</param>
/// <param name="Run">That design's run in detail; null when it was not traced.</param>
internal sealed record Measured(AnalysisResult Capture, DesignOutcome? InUse, bool IsAlike, Detail? Run)
{
    /// <summary>The ticks that a CPU lost in the run; null when that is not known.</summary>
    public long? Lost(int cpu) => Run?.PerCpu is { } all && cpu < all.Count ? all[cpu].Ticks.Lost : null;
}
