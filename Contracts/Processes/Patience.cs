namespace Tickstorm.Contracts.Processes;

/// <summary>How long a fabric waits for a grain of its own silo.</summary>
public static class Patience
{
    /// <summary>
    /// Longer than any round: such a call cannot be lost without its silo, and that it waits behind a thousand others is no failure.
    /// </summary>
    public const string OfAGrain = "01:00:00";

    /// <summary>
    /// A grain that is to start may still be in another silo, and what is on a connection that breaks is lost though both silos live: it is
    /// said again, which does no harm.
    /// </summary>
    public const string OfAStart = "00:00:10";
}
