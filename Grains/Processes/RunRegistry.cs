using System.Collections.Concurrent;
using Tickstorm.Simulation;

namespace Tickstorm.Grains.Processes;

/// <summary>The plans of the runs that this silo takes part in; its grains are built from them.</summary>
public sealed class RunRegistry
{
    private readonly ConcurrentDictionary<string, MachinePlan> _plans = new();

    /// <summary>The plan of a run; null when the silo does not take part.</summary>
    public MachinePlan? Find(string run) => _plans.GetValueOrDefault(run);

    /// <summary>The runs.</summary>
    public ICollection<string> Runs => _plans.Keys;

    /// <summary>Keeps a run's plan.</summary>
    public void Set(string run, MachinePlan plan) => _plans[run] = plan;

    /// <summary>Forgets a run.</summary>
    public void Remove(string run) => _plans.TryRemove(run, out _);
}
