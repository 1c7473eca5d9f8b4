namespace Tickstorm.Scenarios;

/// <summary>A distribution of durations as an integer table, so that two machines draw the same values.</summary>
/// <remarks>Each entry is a duration in ns and a weight of at least 1; a draw picks an entry in proportion to its weight.</remarks>
public sealed class DurationTable : IEquatable<DurationTable>
{
    private readonly long[] _values;
    private readonly ulong[] _upTo;

    // Two steps, so that of two tables that are drawn from by turns neither decides the other.
    private readonly ulong _firstStep, _secondStep;

    /// <summary>A table of (duration in ns, weight) entries.</summary>
    /// <exception cref="ArgumentException">There is no entry, a duration is below 1 ns or a weight below 1.</exception>
    public DurationTable(IReadOnlyList<(long Ns, int Weight)> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        if (entries.Count == 0) throw new ArgumentException("A duration table needs at least one entry.", nameof(entries));
        _values = new long[entries.Count];
        _upTo = new ulong[entries.Count];
        ulong sum = 0;
        for (int i = 0; i < entries.Count; i++)
        {
            (long ns, int weight) = entries[i];
            if (ns < 1 || weight < 1)
            {
                throw new ArgumentException(
                    $"Entry {i} ({ns} ns, weight {weight}): durations and weights are at least 1.", nameof(entries));
            }

            _values[i] = ns;
            _upTo[i] = sum += (ulong)weight;
        }

        Entries = entries;
        _firstStep = Step(sum, 0.618);
        _secondStep = Step(sum, 0.414);
    }

    /// <summary>The entries as given.</summary>
    public IReadOnlyList<(long Ns, int Weight)> Entries { get; }

    /// <summary>True when every draw gives the same duration.</summary>
    public bool IsConstant => _values.Length == 1;

    /// <summary>The longest duration, ns.</summary>
    public long MaxNs => _values.Max();

    /// <summary>The shortest duration, ns.</summary>
    public long MinNs => _values.Min();

    /// <summary>The mean of all draws, ns.</summary>
    public double MeanNs => Entries.Sum(entry => (double)entry.Ns * entry.Weight) / _upTo[^1];

    /// <summary>A table of one duration.</summary>
    public static DurationTable Constant(long ns) => new([(ns, 1)]);

    /// <summary>The duration that 64 random bits pick, ns.</summary>
    public long Pick(ulong bits)
    {
        if (_values.Length == 1) return _values[0];
        ulong target = Math.BigMul(bits, _upTo[^1], out _);
        int i = Array.BinarySearch(_upTo, target);
        return _values[i >= 0 ? i + 1 : ~i];
    }

    /// <summary>
    /// The duration of one draw of a row that takes each entry as often as its weight says before it begins anew: a run of a few seconds
    /// then has each in its share, ns.
    /// </summary>
    /// <param name="bits">64 random bits, the same for the whole row: where it begins.</param>
    /// <param name="index">The draw's number.</param>
    /// <param name="second">True for the second of two tables that are drawn from by turns.</param>
    public long PickInTurn(ulong bits, uint index, bool second = false)
    {
        ulong all = _upTo[^1], step = second ? _secondStep : _firstStep;
        ulong target = (bits % all + index % all * step) % all;
        int i = Array.BinarySearch(_upTo, target);
        return _values[i >= 0 ? i + 1 : ~i];
    }

    /// <inheritdoc/>
    public bool Equals(DurationTable? other) => other is not null && Entries.SequenceEqual(other.Entries);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DurationTable);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_values.Length, _values[0], _upTo[^1]);

    /// <inheritdoc/>
    public override string ToString() => IsConstant ? $"{_values[0]} ns" : $"{_values.Length} entries, {MinNs} to {MaxNs} ns";

    // Near a part of all, without a divisor in common with it; below 2^32 as an index is, so that their product fits.
    private static ulong Step(ulong all, double part)
    {
        ulong step = Math.Clamp((ulong)(all * part), 1, uint.MaxValue);
        while (Divisor(step, all) != 1) step--;
        return step;
    }

    private static ulong Divisor(ulong a, ulong b)
    {
        while (b != 0) (a, b) = (b, a % b);
        return a;
    }
}
