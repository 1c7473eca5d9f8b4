using System.Diagnostics;

namespace Tickstorm.Grains.Fabric;

/// <summary>How long a grain's turn has lasted: one that has taken 50 ms lets others have the thread.</summary>
internal readonly struct TurnClock
{
    private const long MostMs = 50;

    private readonly long _start;

    private TurnClock(long start) => _start = start;

    /// <summary>True when it is time to yield.</summary>
    public bool IsOver => Stopwatch.GetElapsedTime(_start).TotalMilliseconds >= MostMs;

    /// <summary>A turn begins.</summary>
    public static TurnClock Start() => new(Stopwatch.GetTimestamp());

    /// <summary>Ends the turn; the next one begins when the grain has the thread again.</summary>
    public static async ValueTask<TurnClock> Next()
    {
        await Task.Yield();
        return Start();
    }
}
