using Tickstorm.Engine;

namespace Tickstorm.Grains.Processes;

/// <summary>Effects for one execution, one per thread: an execution never awaits.</summary>
internal static class Scratch
{
    [ThreadStatic]
    private static Effects? s_effects;

    [ThreadStatic]
    private static long s_lookaheadNs;

    /// <summary>Empty effects.</summary>
    public static Effects Take(long minLookaheadNs)
    {
        if (s_effects is null || s_lookaheadNs != minLookaheadNs)
        {
            s_effects = new Effects(minLookaheadNs);
            s_lookaheadNs = minLookaheadNs;
        }

        s_effects.Reset();
        s_effects.Executed = 0;
        s_effects.TakeFault();
        return s_effects;
    }
}
