namespace Tickstorm.Tests.Support;

/// <summary>What can happen to a cluster.</summary>
internal enum Fault
{
    /// <summary>A silo is lost in the middle of a window.</summary>
    Kill,

    /// <summary>A silo leaves in order.</summary>
    Leave,

    /// <summary>A silo joins.</summary>
    Join,

    /// <summary>A silo neither sends nor receives for a while.</summary>
    Freeze,

    /// <summary>The leader moves to another silo.</summary>
    Move,

    /// <summary>The run is paused and resumed.</summary>
    Pause,

    /// <summary>A silo joins a paused run.</summary>
    JoinPaused,

    /// <summary>The storage is away for a while.</summary>
    StorageAway,

    /// <summary>Some uses of the storage fail for a while.</summary>
    StorageFails,

    /// <summary>Some uses of the storage are done, but are said to have failed.</summary>
    StorageHalf,

    /// <summary>Some uses of the storage are not answered.</summary>
    StorageHangs,
}

/// <summary>A fault at a window of the epoch that is going on then.</summary>
internal readonly record struct PlannedFault(Fault Kind, int Window, int Victim, int Ms);

/// <summary>Faults in an order, by a seed.</summary>
internal static class FaultSchedule
{
    private static readonly int s_kinds = Enum.GetValues<Fault>().Length;

    public static IReadOnlyList<PlannedFault> Of(int seed)
    {
        // Every kind comes first in one of eleven schedules; what follows is random.
        Random random = new(seed);
        List<PlannedFault> faults = new() { Next(random, (Fault)(seed % s_kinds)) };
        for (int more = random.Next(3); more > 0; more--) faults.Add(Next(random, (Fault)random.Next(s_kinds)));
        return faults;
    }

    private static PlannedFault Next(Random random, Fault kind) =>
        new(kind, 1 + random.Next(60), random.Next(1000), 200 + random.Next(1500));
}
