using System.Numerics;

namespace Tickstorm.Client.Sweeps;

/// <summary>Finds the first number at which something holds that holds at all larger ones: by steps that double, then by halves.</summary>
/// <remarks>At most 2 log2 n + 4 numbers are asked about, n being how many there are; some of them only to see whether it is so.</remarks>
internal sealed class Bisection(long from, long to, Func<long, bool> holds)
{
    private readonly SortedDictionary<long, bool> _asked = [];

    /// <summary>The first number at which it holds, as far as was asked; null when it holds at none of them.</summary>
    public long? First { get; private set; }

    /// <summary>The numbers asked about, each with the answer.</summary>
    public IReadOnlyDictionary<long, bool> Asked => _asked;

    /// <summary>Numbers that say that it does not hold from <see cref="First"/> on, and nowhere before.</summary>
    public IReadOnlyList<long> Against =>
        First is { } first ? [.. _asked.Where(a => a.Value != (a.Key >= first)).Select(a => a.Key)] : [];

    /// <summary>The most numbers that may be asked about.</summary>
    public int Most => 2 * BitOperations.Log2((ulong)(to - from + 1)) + 4;

    /// <summary>Looks for it.</summary>
    /// <param name="toTheEnd">True to ask about the last number and one halfway to it as well.</param>
    public void Run(bool toTheEnd)
    {
        long below = from - 1, step = 1, at = from;
        while (!Ask(at))
        {
            below = at;
            if (at == to) return;
            // Without overflow: the steps double, and the last one ends at the end.
            at = to - at <= step ? to : at + step;
            step = step > long.MaxValue / 2 ? step : step * 2;
        }

        long above = at;
        while (above - below > 1)
        {
            long middle = below + (above - below) / 2;
            if (Ask(middle)) above = middle;
            else below = middle;
        }

        First = above;
        Check(above, toTheEnd);
    }

    // Whether it holds from there on, and not before, where nothing was asked yet.
    private void Check(long first, bool toTheEnd)
    {
        long beyond = to - first <= first - from + 1 ? to : first + (first - from + 1);
        long[] places = toTheEnd
            ? [to, first + (to - first) / 2, first - (first - from) / 4, beyond]
            : [beyond, first - (first - from) / 4, first - (first - from) * 3 / 4];
        foreach (long place in places)
            if (_asked.Count < Most) Ask(place);
    }

    private bool Ask(long number)
    {
        if (_asked.TryGetValue(number, out bool known)) return known;
        return _asked[number] = holds(number);
    }
}
