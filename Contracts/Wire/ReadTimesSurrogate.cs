using Tickstorm.Engine;

namespace Tickstorm.Contracts.Wire;

/// <summary><see cref="ReadTimes"/> on the wire.</summary>
[GenerateSerializer, Immutable, Alias("tickstorm.read-times")]
public struct ReadTimesSurrogate
{
    /// <summary>The first time, ns.</summary>
    [Id(0)] public long FirstNs;

    /// <summary>The last time, ns.</summary>
    [Id(1)] public long LastNs;
}

/// <summary>Converts times of reading.</summary>
[RegisterConverter]
public sealed class ReadTimesConverter : IConverter<ReadTimes, ReadTimesSurrogate>
{
    /// <inheritdoc/>
    public ReadTimes ConvertFromSurrogate(in ReadTimesSurrogate surrogate) => new(surrogate.FirstNs, surrogate.LastNs);

    /// <inheritdoc/>
    public ReadTimesSurrogate ConvertToSurrogate(in ReadTimes value) => new() { FirstNs = value.FirstNs, LastNs = value.LastNs };
}
