namespace Tickstorm.Grains.Fabric;

/// <summary>How long silos wait before they try again, or take it that something is lost. Nothing of a result depends on them.</summary>
public sealed record WaitTimes
{
    /// <summary>For a batch of another silo, before it is asked for; each time after that twice as long, up to forty times.</summary>
    public TimeSpan Batch { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Between two tries of a storage that fails.</summary>
    public TimeSpan BetweenProbes { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>For one operation of the storage: longer than any block takes on a disk that works, so that it hangs.</summary>
    public TimeSpan Storage { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The longest between two epochs of a run that does not come on.</summary>
    public TimeSpan BetweenEpochs { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>For an answer of a silo that its membership says is alive: after that the way there is cut.</summary>
    public TimeSpan Cut { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Without a silo that is cut off; each time that it is found so again, twice as long.</summary>
    public TimeSpan CutOff { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Within which a silo that has joined is taken in, if no checkpoint comes before.</summary>
    public TimeSpan Join { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>For all runs of a silo that stops to be saved and to go on elsewhere.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>Between two looks of a silo after its runs.</summary>
    public TimeSpan BetweenLooks { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Between two looks at the list of all unfinished runs.</summary>
    public TimeSpan BetweenLists { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>All of them so many times as short, for tests.</summary>
    public static WaitTimes Divided(int by)
    {
        WaitTimes real = new();
        return new WaitTimes
        {
            Batch = real.Batch / by, BetweenProbes = real.BetweenProbes / by, Storage = real.Storage / by,
            BetweenEpochs = real.BetweenEpochs / by, Cut = real.Cut / by, CutOff = real.CutOff / by, Join = real.Join / by,
            BetweenLooks = real.BetweenLooks / by,
            BetweenLists = real.BetweenLists / by, Drain = real.Drain,
        };
    }
}
