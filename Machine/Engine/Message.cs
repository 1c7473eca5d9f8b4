namespace Tickstorm.Engine;

/// <summary>One time-stamped thing from one logical process to another.</summary>
public struct Message : IEquatable<Message>
{
    /// <summary>
    /// The target of a record that stands for a message to each of several processes; <see cref="ILinks.Expand"/> says which. It travels as
    /// one, and whoever has the receivers expands it for them: nobody receives the record itself.
    /// </summary>
    public const int Several = -1;

    /// <summary>When it takes effect at the target, ns; of a record to several, at the first of them.</summary>
    public long Time;

    /// <summary>The sending process.</summary>
    public int Source;

    /// <summary>The sender's running number.</summary>
    public uint Sequence;

    /// <summary>The receiving process, or <see cref="Several"/>.</summary>
    public int Target;

    /// <summary>What it is; the model's own numbering.</summary>
    public int Kind;

    /// <summary>First payload word.</summary>
    public long A;

    /// <summary>Second payload word.</summary>
    public long B;

    /// <summary>Equality in every field, payload included (a list that differs in any of them is another list).</summary>
    public readonly bool Equals(Message other) =>
        Time == other.Time && Source == other.Source && Sequence == other.Sequence &&
        Target == other.Target && Kind == other.Kind && A == other.A && B == other.B;

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is Message other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => HashCode.Combine(Time, Source, Sequence, Target, Kind, A, B);

    /// <summary>Equal in every field.</summary>
    public static bool operator ==(in Message left, in Message right) => left.Equals(right);

    /// <summary>Different in some field.</summary>
    public static bool operator !=(in Message left, in Message right) => !left.Equals(right);
}
