namespace Tickstorm.Contracts.Fabric;

/// <summary>An epoch of a run: which silos take part, which processes each has, and what it starts from.</summary>
[GenerateSerializer, Immutable, Alias("tickstorm.run-plan-2")]
public sealed class EpochPlan
{
    /// <summary>The run.</summary>
    [Id(0)] public required string Run { get; init; }

    /// <summary>The epoch.</summary>
    [Id(1)] public long Epoch { get; init; }

    /// <summary>The scenario as YAML.</summary>
    [Id(2)] public required string Scenario { get; init; }

    /// <summary>The scenario's name.</summary>
    [Id(3)] public required string Name { get; init; }

    /// <summary>The design.</summary>
    [Id(4)] public required string Design { get; init; }

    /// <summary>True to keep each CPU's first drop.</summary>
    [Id(5)] public bool PerCpu { get; init; }

    /// <summary>The silos, in the order of their ranges.</summary>
    [Id(6)] public required SiloAddress[] Silos { get; init; }

    /// <summary>The first process of each silo, and at the end the number of processes.</summary>
    [Id(7)] public required int[] Starts { get; init; }

    /// <summary>The blocks of the checkpoint to start from; none for time 0.</summary>
    [Id(8)] public string[] Blocks { get; init; } = [];

    /// <summary>The version of the model that computes the run: a silo of another one refuses the plan.</summary>
    [Id(11)] public required string Version { get; init; }

    /// <summary>True to keep trace records.</summary>
    [Id(10)] public bool Trace { get; init; }

    /// <summary>True when each silo's processes are lent to its workers; false when grains execute them.</summary>
    [Id(12)] public bool Spans { get; init; }

    /// <summary>Workers of each silo; 0 for its processors.</summary>
    [Id(13)] public int Workers { get; init; }

    /// <summary>The window that is wanted of workers, ns; 0 for whatever is best.</summary>
    [Id(14)] public long WindowNs { get; init; }

    /// <summary>Interrupts that clients have sent so far, with their times.</summary>
    [Id(15)] public Runs.InjectedInterrupt[] Injected { get; init; } = [];

    /// <summary>True to keep a CPU and its local APIC in different silos; for tests.</summary>
    [Id(9)] public bool Apart { get; init; }

    /// <summary>The silo that has a process.</summary>
    public SiloAddress HomeOf(int process) => Silos[new Engine.Window.ProcessRanges(Starts).OwnerOf(process)];
}
