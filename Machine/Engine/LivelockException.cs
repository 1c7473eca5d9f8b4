namespace Tickstorm.Engine;

/// <summary>A process executed more than 10^6 events without advancing 1 us.</summary>
public sealed class LivelockException : BrokenRunException
{
    /// <summary>A livelock of a process at a time; the key is what may cause it.</summary>
    public LivelockException(string process, long timeNs, string key)
        : base(
            $"Livelock: {process} executed more than 1,000,000 events at {timeNs} ns without advancing 1 us. "
            + $"Check the scenario key {key}.") { }

    /// <summary>A livelock described by a message.</summary>
    public LivelockException(string message) : base(message) { }

    /// <summary>A livelock described by a message, with its cause.</summary>
    public LivelockException(string message, Exception inner) : base(message, inner) { }

    /// <summary>A livelock.</summary>
    public LivelockException() { }
}
