namespace Tickstorm.Chaos.Runs;

/// <summary>What can happen to silo processes, to the links between them, and to their storage.</summary>
internal enum ChaosFault
{
    /// <summary>Every use of the storage fails.</summary>
    StorageAway,

    /// <summary>Some uses of the storage fail.</summary>
    StorageFails,

    /// <summary>What is written of runs, but not their blocks, fails.</summary>
    RecordsFail,

    /// <summary>The list of runs fails.</summary>
    ListFails,

    /// <summary>Some blocks fail, when written, read or removed.</summary>
    BlocksFail,

    /// <summary>Many blocks cannot be removed.</summary>
    RemovalsFail,

    /// <summary>Most records of runs that begin cannot be written.</summary>
    BeginningsFail,

    /// <summary>Some uses are done, but are said to have failed.</summary>
    StorageHalf,

    /// <summary>The storage is slow.</summary>
    StorageSlow,

    /// <summary>Some uses are never answered.</summary>
    StorageHangs,

    /// <summary>The disk of the storage is full.</summary>
    DiskFull,

    /// <summary>The database is stopped at once and recovers later.</summary>
    DatabaseCrash,

    /// <summary>A silo is killed.</summary>
    Kill,

    /// <summary>All silos are killed at once.</summary>
    KillAll,

    /// <summary>A silo is asked to stop.</summary>
    Terminate,

    /// <summary>A silo process stands still for a while.</summary>
    Pause,

    /// <summary>Two silos hear each other late.</summary>
    SlowLink,

    /// <summary>Two silos do not hear each other, and no connection ends.</summary>
    SilentLink,

    /// <summary>One silo does not hear another.</summary>
    DeafLink,

    /// <summary>Connections between two silos are reset.</summary>
    ResetLink,
}

/// <summary>A fault, when it begins and how long it lasts.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="AfterMs">So long after the one before.</param>
/// <param name="ForMs">So long.</param>
/// <param name="Silo">To this one ...</param>
/// <param name="Other">... and this one.</param>
internal readonly record struct PlannedFault(ChaosFault Kind, int AfterMs, int ForMs, int Silo, int Other)
{
    public static bool IsOfStorage(ChaosFault kind) => kind <= ChaosFault.DatabaseCrash;
}

/// <summary>The faults of a seed, in their order, without an end.</summary>
internal static class ChaosSchedule
{
    private static readonly ChaosFault[] s_storage =
    [
        ChaosFault.StorageAway, ChaosFault.StorageFails, ChaosFault.RecordsFail, ChaosFault.ListFails, ChaosFault.BlocksFail,
        ChaosFault.StorageHalf, ChaosFault.StorageSlow, ChaosFault.StorageHangs, ChaosFault.DiskFull, ChaosFault.DatabaseCrash,
        ChaosFault.RemovalsFail, ChaosFault.BeginningsFail,
    ];

    private static readonly ChaosFault[] s_others =
    [
        ChaosFault.Kill, ChaosFault.Kill, ChaosFault.KillAll, ChaosFault.Terminate, ChaosFault.Pause, ChaosFault.Pause,
        ChaosFault.SlowLink, ChaosFault.SilentLink, ChaosFault.DeafLink, ChaosFault.ResetLink,
    ];

    /// <summary>Every second fault is the storage's.</summary>
    public static IEnumerable<PlannedFault> Of(int seed, Func<ChaosFault, bool> isPossible)
    {
        Random random = new(seed);
        ChaosFault[][] kinds = [[.. s_storage.Where(isPossible)], [.. s_others.Where(isPossible)]];
        for (int i = seed; ; i++)
        {
            ChaosFault[] of = kinds[i & 1] is { Length: > 0 } kind ? kind : kinds[(i + 1) & 1];
            int silo = random.Next(3);
            yield return new PlannedFault(
                of[random.Next(of.Length)], 300 + random.Next(2200), 300 + random.Next(4000), silo, (silo + 1 + random.Next(2)) % 3);
        }
    }
}
