namespace Tickstorm.Contracts.Runs;

/// <summary>What a run answers to a request: done, or why not.</summary>
[GenerateSerializer, Alias("tickstorm.run-answer-code")]
public enum RunAnswerCode
{
    /// <summary>It was done.</summary>
    Done,

    /// <summary>There is no such run.</summary>
    NoSuchRun,

    /// <summary>The run was started before; what it is stays as it was.</summary>
    StartedBefore,

    /// <summary>The scenario cannot be read, or there is no such design.</summary>
    BadRequest,

    /// <summary>The run has ended.</summary>
    HasEnded,

    /// <summary>The run is not paused.</summary>
    NotPaused,

    /// <summary>Another request came after this one and wished otherwise.</summary>
    Overruled,

    /// <summary>The run has no epoch just now; the wish is kept for the next one.</summary>
    NoEpoch,

    /// <summary>The storage does not take the wish just now: it is granted when it does, unless the leader is lost before.</summary>
    NotRecorded,

    /// <summary>Another silo has begun to lead the run: it is to be asked.</summary>
    Moved,

    /// <summary>The silos have not enough memory for it, even with nothing else.</summary>
    NoRoom,

    /// <summary>The run has not ended.</summary>
    HasNotEnded,

    /// <summary>It is more than an operator of the cluster allows.</summary>
    OverLimit,

    /// <summary>There is no such CPU, or its grain has lent nothing just now.</summary>
    NotLent,
}

/// <summary>An answer: done, or why not.</summary>
/// <param name="Refusal">Why not, as a sentence for people; null when it was done.</param>
/// <param name="Code">The same for programs. An answer of an older version has a sentence only.</param>
[GenerateSerializer, Immutable, Alias("tickstorm.run-answer")]
public readonly record struct RunAnswer([property: Id(0)] string? Refusal, [property: Id(1)] RunAnswerCode Code)
{
    /// <summary>It was done.</summary>
    public bool Done => Refusal is null;
}
