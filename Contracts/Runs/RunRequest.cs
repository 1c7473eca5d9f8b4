namespace Tickstorm.Contracts.Runs;

/// <summary>What to run, and how.</summary>
[GenerateSerializer, Immutable, Alias("tickstorm.run-request")]
public sealed class RunRequest
{
    /// <summary>The scenario as YAML.</summary>
    [Id(0)] public required string Scenario { get; init; }

    /// <summary>The scenario's name.</summary>
    [Id(1)] public required string Name { get; init; }

    /// <summary>The design.</summary>
    [Id(2)] public required string Design { get; init; }

    /// <summary>True to keep each CPU's first drop.</summary>
    [Id(3)] public bool PerCpu { get; init; }

    /// <summary>The window in ns; 0 means adaptive.</summary>
    [Id(4)] public long WindowNs { get; init; }

    /// <summary>A checkpoint after so many windows; 0 for none but the last.</summary>
    [Id(5)] public int CheckpointEvery { get; init; } = 64;

    /// <summary>
    /// At most about this share of the time is stood still for checkpoints: where taking one takes long, they are further apart than
    /// <see cref="CheckpointEvery"/> says. 0 for no bound.
    /// </summary>
    [Id(11)] public double CheckpointShare { get; init; }

    /// <summary>At most so many silos take part; 0 for all.</summary>
    [Id(6)] public int MostSilos { get; init; }

    /// <summary>True to keep trace records, as segments that belong to checkpoints.</summary>
    [Id(8)] public bool Trace { get; init; }

    /// <summary>True to lend each silo's processes to worker threads; false to have grains execute them.</summary>
    [Id(9)] public bool Spans { get; init; }

    /// <summary>Workers of each silo that takes part; 0 for its processors, shared with the silos of the same machine.</summary>
    [Id(10)] public int Workers { get; init; }

    /// <summary>True to keep a CPU and its local APIC in different silos; for tests.</summary>
    [Id(7)] public bool Apart { get; init; }
}
