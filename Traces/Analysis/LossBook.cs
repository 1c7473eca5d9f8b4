using Tickstorm.Tracing;

namespace Tickstorm.Traces.Analysis;

/// <summary>Counts losses by cause, and the CPUs they hit.</summary>
internal sealed class LossBook
{
    private readonly SortedDictionary<DropReason, (long Count, HashSet<int> Cpus)> _losses = [];

    /// <summary>A tick was lost.</summary>
    public void Add(DropReason reason, int cpu)
    {
        (long count, HashSet<int> cpus) = _losses.TryGetValue(reason, out (long Count, HashSet<int> Cpus) known) ? known : (0, []);
        cpus.Add(cpu);
        _losses[reason] = (count + 1, cpus);
    }

    /// <summary>The losses, most first.</summary>
    public IReadOnlyList<Loss> Result() =>
        [.. _losses.OrderByDescending(pair => pair.Value.Count).Select(pair => new Loss(pair.Key.Name(), pair.Value.Count,
            pair.Value.Cpus.Count))];
}
