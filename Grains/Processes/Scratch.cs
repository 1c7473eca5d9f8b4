using Tickstorm.Engine;
using Tickstorm.Simulation;

namespace Tickstorm.Grains.Processes;

/// <summary>Effects for one execution, one per thread: an execution never awaits.</summary>
internal static class Scratch
{
    [ThreadStatic]
    private static Effects? s_effects;

    [ThreadStatic]
    private static MachinePlan? s_plan;

    [ThreadStatic]
    private static Publications? s_publications;

    /// <summary>Empty effects for a machine's process that reads this of its published values; null where nothing is published.</summary>
    public static Effects Take(MachinePlan plan, PublishedWrite[]?[]? published)
    {
        if (s_effects is null || s_plan != plan)
        {
            s_publications = plan.Publish();
            s_effects = new Effects(plan, s_publications);
            s_plan = plan;
        }

        if (published is not null) s_publications?.Show(published);
        s_effects.Reset();
        s_effects.BeginReads();
        s_effects.Executed = 0;
        s_effects.TakeFault();
        return s_effects;
    }
}
