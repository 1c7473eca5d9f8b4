using Tickstorm.Engine;

namespace Tickstorm.Contracts.Wire;

/// <summary>A <see cref="Tickstorm.Engine.Message"/> on the wire.</summary>
[GenerateSerializer, Immutable, Alias("tickstorm.message")]
public struct MessageSurrogate
{
    /// <summary>When it takes effect, ns.</summary>
    [Id(0)] public long Time;

    /// <summary>The sender.</summary>
    [Id(1)] public int Source;

    /// <summary>The sender's running number.</summary>
    [Id(2)] public uint Sequence;

    /// <summary>The receiver.</summary>
    [Id(3)] public int Target;

    /// <summary>What it is.</summary>
    [Id(4)] public int Kind;

    /// <summary>First payload word.</summary>
    [Id(5)] public long A;

    /// <summary>Second payload word.</summary>
    [Id(6)] public long B;
}

/// <summary>Converts messages.</summary>
[RegisterConverter]
public sealed class MessageConverter : IConverter<Message, MessageSurrogate>
{
    /// <inheritdoc/>
    public Message ConvertFromSurrogate(in MessageSurrogate surrogate) => new()
    {
        Time = surrogate.Time,
        Source = surrogate.Source,
        Sequence = surrogate.Sequence,
        Target = surrogate.Target,
        Kind = surrogate.Kind,
        A = surrogate.A,
        B = surrogate.B,
    };

    /// <inheritdoc/>
    public MessageSurrogate ConvertToSurrogate(in Message value) => new()
    {
        Time = value.Time,
        Source = value.Source,
        Sequence = value.Sequence,
        Target = value.Target,
        Kind = value.Kind,
        A = value.A,
        B = value.B,
    };
}
