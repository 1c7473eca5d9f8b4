using Tickstorm.Contracts.Runs;

namespace Tickstorm.Grains.Runs;

/// <summary>Why an epoch has ended before the run did, and what that means for the run.</summary>
internal sealed record Hindrance(string Sentence)
{
    /// <summary>Another epoch would come to the same.</summary>
    public bool IsFatal { get; private init; }

    /// <summary>Storage fails: the run waits for it.</summary>
    public bool IsInStorage { get; private init; }

    /// <summary>A silo was lost, or ran out of memory.</summary>
    public bool HurtSilo { get; private init; }

    /// <summary>Two silos of which the first cannot reach the second; empty when it was something else.</summary>
    public IReadOnlyList<SiloAddress> Cut { get; private init; } = [];

    /// <summary>Silos of another version of the model.</summary>
    public IReadOnlyList<SiloAddress> OtherVersions { get; private init; } = [];

    /// <summary>
    /// What an exception says. Only one type of our own is fatal: storage, messaging and libraries throw what they like, and may do so for
    /// a moment only.
    /// </summary>
    public static Hindrance Of(Exception failure) => failure switch
    {
        RunFailedException => new(failure.Message) { IsFatal = true },
        StorageTroubleException => new(failure.Message) { IsInStorage = true },
        EpochLostException lost => new(lost.Message)
        {
            HurtSilo = lost.HurtSilo, Cut = lost.Cut, OtherVersions = lost.OtherVersions,
        },
        DamagedStateException => new(failure.Message),
        OutOfMemoryException => new(failure.Message) { HurtSilo = true },
        _ => new($"{failure.GetType().Name}: {failure.Message}"),
    };
}
