using Tickstorm.Engine;

namespace Tickstorm.Grains.Processes;

/// <summary>Effects for one execution, one per thread: an execution never awaits.</summary>
internal static class Scratch
{
    [ThreadStatic]
    private static Effects? s_effects;

    [ThreadStatic]
    private static ILinks? s_links;

    /// <summary>Empty effects of a model with these links.</summary>
    public static Effects Take(ILinks links)
    {
        if (s_effects is null || s_links != links)
        {
            s_effects = new Effects(links);
            s_links = links;
        }

        s_effects.Reset();
        s_effects.Executed = 0;
        s_effects.TakeFault();
        return s_effects;
    }
}
