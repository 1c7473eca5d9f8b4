namespace Tickstorm.Contracts.Processes;

/// <summary>A grain's state at the last commit, for a reader.</summary>
[GenerateSerializer, Immutable, Alias("tickstorm.inspection")]
public sealed class Inspection
{
    /// <summary>False when the grain holds no state of a run.</summary>
    [Id(0)] public bool Present { get; init; }

    /// <summary>The silo it lives in.</summary>
    [Id(1)] public string Silo { get; init; } = "";

    /// <summary>Names, and at the same places in <see cref="Values"/> their values.</summary>
    [Id(2)] public string[] Names { get; init; } = [];

    /// <summary>The values.</summary>
    [Id(3)] public string[] Values { get; init; } = [];

    /// <summary>The time of the commit, ns.</summary>
    [Id(4)] public long NowNs { get; init; }
}
