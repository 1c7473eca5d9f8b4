using Tickstorm.Grains.Runs;

namespace Tickstorm.Silo;

/// <summary>What the operators of a cluster allow; the same in all its silos. 0 is no limit.</summary>
public sealed class LimitSettings
{
    /// <summary>Bytes of a scenario as text.</summary>
    public int ScenarioBytes { get; set; } = RunLimits.UsualScenarioBytes;

    /// <summary>CPUs of a run's machine.</summary>
    public int Cpus { get; set; }

    /// <summary>Runs that go on at once; more wait.</summary>
    public int RunsAtOnce { get; set; }

    /// <summary>Runs of one owner that have not ended.</summary>
    public int RunsOfOwner { get; set; }

    /// <summary>Bytes of a run's trace.</summary>
    public long TraceBytes { get; set; }

    /// <summary>Bytes of a checkpoint.</summary>
    public long CheckpointBytes { get; set; }

    /// <summary>Hours from a run's beginning, pauses included.</summary>
    public int Hours { get; set; }

    /// <summary>What is wrong; null when nothing is.</summary>
    public string? Problem()
    {
        foreach ((string name, long value) in new[]
        {
            (nameof(ScenarioBytes), ScenarioBytes), (nameof(Cpus), Cpus), (nameof(RunsAtOnce), RunsAtOnce),
            (nameof(RunsOfOwner), RunsOfOwner), (nameof(TraceBytes), TraceBytes), (nameof(CheckpointBytes), CheckpointBytes),
            (nameof(Hours), (long)Hours),
        })
        {
            if (value < 0) return $"Tickstorm:Limits:{name} is {value}; it must be a number from 0, which is no limit.";
        }

        return null;
    }

    /// <summary>For runs, with how many are kept.</summary>
    public RunLimits With(int keptRuns) => new()
    {
        KeptRuns = keptRuns, ScenarioBytes = ScenarioBytes, Cpus = Cpus, RunsAtOnce = RunsAtOnce, RunsOfOwner = RunsOfOwner,
        TraceBytes = TraceBytes, CheckpointBytes = CheckpointBytes, Hours = Hours,
    };
}
