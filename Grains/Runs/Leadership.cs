namespace Tickstorm.Grains.Runs;

/// <summary>How an activation stands to the run that it leads.</summary>
internal enum LeaderState
{
    /// <summary>It leads nothing: no run was started, or the run has ended long ago.</summary>
    Idle,

    /// <summary>It leads the run, which has no epoch: before the first, or after one ended.</summary>
    BetweenEpochs,

    /// <summary>An epoch goes from window to window.</summary>
    Leading,

    /// <summary>The epoch stands still between two windows, saved, because that is wished.</summary>
    Paused,

    /// <summary>The epoch ends with its next checkpoint, because the silos change.</summary>
    Regrouping,

    /// <summary>It leads no longer: another silo takes the run over from its record.</summary>
    Moving,

    /// <summary>The run has ended.</summary>
    Ended,
}

/// <summary>What is wished of a run. It is kept in the run's record: whoever leads it next has the same wish.</summary>
internal enum RunWish
{
    /// <summary>That it goes on to its end.</summary>
    GoOn,

    /// <summary>That it stands still.</summary>
    Pause,

    /// <summary>That it ends after the last committed window. Nothing takes this back.</summary>
    Cancel,
}

/// <summary>The state of a run's leader: all its transitions are here, and each raises the signal.</summary>
internal sealed class Leadership(Signal changed)
{
    /// <summary>How it stands.</summary>
    public LeaderState State { get; private set; }

    /// <summary>What is wished.</summary>
    public RunWish Wish { get; private set; }

    /// <summary>Goes over to a state, if a way leads there from the present one; otherwise all stays, and the answer is false.</summary>
    public bool Become(LeaderState next)
    {
        bool isAllowed = next switch
        {
            LeaderState.BetweenEpochs => State is not (LeaderState.Moving or LeaderState.Ended),
            LeaderState.Leading => State is LeaderState.BetweenEpochs || (State is LeaderState.Paused && Wish != RunWish.Pause),
            LeaderState.Paused => State is LeaderState.Leading && Wish == RunWish.Pause,
            LeaderState.Regrouping => State is LeaderState.Leading or LeaderState.Paused,
            LeaderState.Moving => State is not LeaderState.Ended,
            LeaderState.Ended => State is not LeaderState.Moving,
            _ => false,
        };
        if (!isAllowed) return false;
        State = next;
        changed.Raise();
        return true;
    }

    /// <summary>Takes a new wish; one to cancel stays. It is granted between two windows, or by <see cref="GoOnIfWished"/>.</summary>
    public void Take(RunWish wish)
    {
        if (Wish == RunWish.Cancel) return;
        Wish = wish;
        changed.Raise();
    }

    /// <summary>A paused epoch goes on, unless the wish is still, or again, that it stands still.</summary>
    public void GoOnIfWished()
    {
        if (State == LeaderState.Paused) Become(LeaderState.Leading);
    }
}
