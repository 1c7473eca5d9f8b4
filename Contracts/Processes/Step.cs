using Tickstorm.Engine;

namespace Tickstorm.Contracts.Processes;

/// <summary>Which execution is meant: every order of a round carries it.</summary>
/// <param name="Epoch">Grows with each change of silos; orders of an older one are refused.</param>
/// <param name="Window">The window's running number within the epoch, from 1.</param>
/// <param name="Round">The round within the window, from 1.</param>
[GenerateSerializer, Immutable, Alias("tickstorm.step-id")]
public readonly record struct StepId([property: Id(0)] long Epoch, [property: Id(1)] long Window, [property: Id(2)] int Round);

/// <summary>What an execution answers.</summary>
[GenerateSerializer, Immutable, Alias("tickstorm.step-reply")]
public sealed class StepReply
{
    /// <summary>Done, or why not.</summary>
    [Id(0)] public StepStatus Status { get; init; }

    /// <summary>Events executed.</summary>
    [Id(1)] public long Events { get; init; }

    /// <summary>The next local event, ns.</summary>
    [Id(2)] public long NextLocalNs { get; init; }

    /// <summary>Everything sent in the window.</summary>
    [Id(3)] public Message[] Sent { get; init; } = [];

    /// <summary>Everything measured in the window.</summary>
    [Id(4)] public Statistic[] Measured { get; init; } = [];

    /// <summary>What the execution met that cannot be; an error only if it is to be committed. Null when there was nothing.</summary>
    [Id(5)] public string? Fault { get; init; }

    /// <summary>When it read each of the published values; null when it read none.</summary>
    [Id(8)] public ReadTimes[]? Reads { get; init; }

    /// <summary>What it publishes, an element for each value, oldest write first; null for all but a publication's writer.</summary>
    [Id(9)] public PublishedWrite[]?[]? Published { get; init; }
}

/// <summary>The messages of a process within the open window; it replaces what was delivered before.</summary>
[GenerateSerializer, Immutable, Alias("tickstorm.delivery")]
public sealed class Delivery
{
    /// <summary>Window and round in which it was delivered.</summary>
    [Id(0)] public StepId Step { get; init; }

    /// <summary>The messages in the one total order.</summary>
    [Id(1)] public Message[] Messages { get; init; } = [];

    /// <summary>True when it belongs to an earlier round of the same epoch: it came late.</summary>
    public bool IsOlderThan(Delivery other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Step.Epoch == other.Step.Epoch
            && (Step.Window, Step.Round).CompareTo((other.Step.Window, other.Step.Round)) < 0;
    }
}
