using Orleans.Runtime.Placement;

namespace Tickstorm.Grains.Processes;

/// <summary>Moves a grain to the silo that has its process in the new epoch.</summary>
internal static class Moving
{
    /// <summary>Moves the grain when its turn is over. Its state stays behind: it starts anew there.</summary>
    public static void MoveTo(this Grain grain, SiloAddress silo)
    {
        RequestContext.Set(IPlacementDirector.PlacementHintKey, silo);
        grain.MigrateOnIdle();
        RequestContext.Remove(IPlacementDirector.PlacementHintKey);
    }
}
