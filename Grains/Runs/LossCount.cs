namespace Tickstorm.Grains.Runs;

/// <summary>
/// How many of a run's epochs since its last checkpoint have ended with the loss of a silo. That a silo is lost may become known long
/// after the epoch, and to another leader: the silos of an epoch are kept until one of them is known to be lost, or has taken part in a
/// later one.
/// </summary>
/// <param name="Counted">Epochs that are known to have lost a silo.</param>
/// <param name="Open">The silos of each epoch that may have lost one, the oldest first.</param>
internal sealed record LossCount(int Counted, IReadOnlyList<string[]> Open)
{
    /// <summary>An epoch of these silos has ended.</summary>
    /// <param name="silos">Its silos.</param>
    /// <param name="hasLost">It is known that it has lost one, though all may be alive.</param>
    public LossCount After(string[] silos, bool hasLost) =>
        new(Counted + (hasLost ? 1 : 0), [.. Open.Select(group => hasLost ? [.. group.Except(silos)] : group), hasLost ? [] : silos]);

    /// <summary>Counts what is known now. A silo is lost once, in the last of its epochs; those before it are not to blame.</summary>
    public LossCount Settled(Func<string, bool> isLost)
    {
        int counted = Counted;
        List<string[]> open = new();
        HashSet<string> later = [];
        foreach (string[] group in Open.Reverse())
        {
            string[] own = [.. group.Except(later)];
            later.UnionWith(group);
            if (own.Any(isLost)) counted++;
            else if (own.Length > 0) open.Insert(0, own);
        }

        return new LossCount(counted, open);
    }
}
