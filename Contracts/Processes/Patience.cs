namespace Tickstorm.Contracts.Processes;

/// <summary>How long who calls a grain of a run waits until it calls again.</summary>
public static class Patience
{
    /// <summary>
    /// What is on a connection that breaks is lost though both silos live, so no call is waited for without an end. This time decides
    /// nothing but when the call is made again: a grain answers a repeated one from what it keeps, after its work if it still works.
    /// </summary>
    public const string WithAGrain = "00:00:10";
}
