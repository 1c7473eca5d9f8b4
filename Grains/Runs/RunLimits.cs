using Tickstorm.Contracts.Runs;

namespace Tickstorm.Grains.Runs;

/// <summary>What an operator allows, and how much a cluster keeps. 0 is no limit.</summary>
public sealed record RunLimits
{
    /// <summary>Runs that have ended and are kept, unless the host says otherwise.</summary>
    public const int UsualKeptRuns = 1_000;

    /// <summary>Bytes of a scenario, unless the host says otherwise.</summary>
    public const int UsualScenarioBytes = 4_000_000;

    private const int MostLetters = 200;

    // A state, what waits for it, and what was measured; docs/operations.md.
    private const long CheckpointBytesOfProcess = 560;

    /// <summary>Runs that have ended, with their results: of more, the one that ended first is removed. Here 0 is none.</summary>
    public int KeptRuns { get; init; } = UsualKeptRuns;

    /// <summary>Bytes of a scenario as text.</summary>
    public int ScenarioBytes { get; init; } = UsualScenarioBytes;

    /// <summary>CPUs of a run's machine.</summary>
    public int Cpus { get; init; }

    /// <summary>Runs that go on at once; more wait.</summary>
    public int RunsAtOnce { get; init; }

    /// <summary>Runs of one owner that have not ended.</summary>
    public int RunsOfOwner { get; init; }

    /// <summary>Bytes of a run's trace.</summary>
    public long TraceBytes { get; init; }

    /// <summary>Bytes of a checkpoint.</summary>
    public long CheckpointBytes { get; init; }

    /// <summary>Hours from a run's beginning, pauses included.</summary>
    public int Hours { get; init; }

    /// <summary>Why a request is refused before its scenario is read; null when it is not.</summary>
    public string? WhyNot(string run, RunRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (run.Length > MostLetters) return $"The run's name has {run.Length} letters; this cluster allows {MostLetters}.";
        int bytes = System.Text.Encoding.UTF8.GetByteCount(request.Scenario);
        return ScenarioBytes > 0 && bytes > ScenarioBytes
            ? $"The scenario of {run} has {bytes} bytes; this cluster allows {ScenarioBytes}."
            : null;
    }

    /// <summary>Why a run is refused by what its machine is; null when it is not.</summary>
    public string? WhyNot(string run, int cpus, int processes)
    {
        if (Cpus > 0 && cpus > Cpus) return $"{run} has {cpus} CPUs; this cluster allows {Cpus}.";
        long bytes = processes * CheckpointBytesOfProcess;
        return CheckpointBytes > 0 && bytes > CheckpointBytes
            ? $"A checkpoint of {run} takes about {ByteText.Of(bytes)}; this cluster allows {ByteText.Of(CheckpointBytes)}."
            : null;
    }

    /// <summary>Why a run is ended on its way; null when it is not.</summary>
    public string? WhyEnd(TimeSpan wall, long traceBytes)
    {
        if (Hours > 0 && wall > TimeSpan.FromHours(Hours)) return $"it has gone on for {Hours} h, and this cluster allows no more";
        return TraceBytes > 0 && traceBytes > TraceBytes
            ? $"its trace has {ByteText.Of(traceBytes)}, and this cluster allows {ByteText.Of(TraceBytes)}"
            : null;
    }
}
