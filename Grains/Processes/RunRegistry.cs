using System.Collections.Concurrent;
using Tickstorm.Simulation;

namespace Tickstorm.Grains.Processes;

/// <summary>The plans of the runs that this silo takes part in; its grains are built from them.</summary>
public sealed class RunRegistry
{
    private readonly ConcurrentDictionary<string, MachinePlan> _plans = new();
    private readonly ConcurrentDictionary<string, ILentCores> _lent = new();

    /// <summary>The plan of a run; null when the silo does not take part.</summary>
    public MachinePlan? Find(string run) => _plans.GetValueOrDefault(run);

    /// <summary>The runs.</summary>
    public ICollection<string> Runs => _plans.Keys;

    /// <summary>Keeps a run's plan.</summary>
    public void Set(string run, MachinePlan plan) => _plans[run] = plan;

    /// <summary>Forgets a run.</summary>
    public void Remove(string run) => _plans.TryRemove(run, out _);

    /// <summary>The processes of a run that are lent to this silo's workers; null when there are none.</summary>
    internal ILentCores? LentOf(string run) => _lent.GetValueOrDefault(run);

    /// <summary>A run's processes of this silo are lent to its workers for an epoch.</summary>
    internal void Lend(string run, ILentCores lent) => _lent[run] = lent;

    /// <summary>They are lent no more.</summary>
    internal void GiveBack(string run, ILentCores lent) => _lent.TryRemove(new KeyValuePair<string, ILentCores>(run, lent));
}
