using Tickstorm.Engine;

namespace Tickstorm.Contracts.Wire;

/// <summary>A <see cref="Statistic"/> on the wire.</summary>
[GenerateSerializer, Immutable, Alias("tickstorm.statistic")]
public struct StatisticSurrogate
{
    /// <summary>What was measured.</summary>
    [Id(0)] public int Kind;

    /// <summary>How many times.</summary>
    [Id(1)] public int Count;

    /// <summary>The value.</summary>
    [Id(2)] public long Value;

    /// <summary>A second value.</summary>
    [Id(3)] public long Extra;
}

/// <summary>Converts measured values.</summary>
[RegisterConverter]
public sealed class StatisticConverter : IConverter<Statistic, StatisticSurrogate>
{
    /// <inheritdoc/>
    public Statistic ConvertFromSurrogate(in StatisticSurrogate surrogate) =>
        new(surrogate.Kind, surrogate.Count, surrogate.Value, surrogate.Extra);

    /// <inheritdoc/>
    public StatisticSurrogate ConvertToSurrogate(in Statistic value) =>
        new() { Kind = value.Kind, Count = value.Count, Value = value.Value, Extra = value.Extra };
}
