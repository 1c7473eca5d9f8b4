namespace Tickstorm.Contracts.Processes;

/// <summary>How long a fabric waits for a grain of its own silo.</summary>
public static class Patience
{
    /// <summary>
    /// Longer than any round: such a call cannot be lost without its silo, and that it waits behind a thousand others is no failure.
    /// </summary>
    public const string OfAGrain = "01:00:00";
}
