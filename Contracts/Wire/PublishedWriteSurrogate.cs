using Tickstorm.Engine;

namespace Tickstorm.Contracts.Wire;

/// <summary>A <see cref="PublishedWrite"/> on the wire.</summary>
[GenerateSerializer, Immutable, Alias("tickstorm.published-write")]
public struct PublishedWriteSurrogate
{
    /// <summary>When it was written, ns.</summary>
    [Id(0)] public long TimeNs;

    /// <summary>The first word.</summary>
    [Id(1)] public long A;

    /// <summary>The second word.</summary>
    [Id(2)] public long B;
}

/// <summary>Converts published values.</summary>
[RegisterConverter]
public sealed class PublishedWriteConverter : IConverter<PublishedWrite, PublishedWriteSurrogate>
{
    /// <inheritdoc/>
    public PublishedWrite ConvertFromSurrogate(in PublishedWriteSurrogate surrogate) => new(surrogate.TimeNs, surrogate.A, surrogate.B);

    /// <inheritdoc/>
    public PublishedWriteSurrogate ConvertToSurrogate(in PublishedWrite value) => new() { TimeNs = value.TimeNs, A = value.A, B = value.B };
}
