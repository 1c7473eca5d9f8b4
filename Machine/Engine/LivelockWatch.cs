using System.Runtime.CompilerServices;

namespace Tickstorm.Engine;

/// <summary>Counts events without progress in time: more than 10^6 within 1 us are a livelock.</summary>
internal struct LivelockWatch
{
    private const long MostEvents = 1_000_000, QuietNs = 1_000;
    private long _sinceNs, _events;

    /// <summary>Counts an event at a time, ns; true when it is one too many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsTooMany(long now)
    {
        if (now - _sinceNs < QuietNs) return ++_events > MostEvents;
        _sinceNs = now;
        _events = 0;
        return false;
    }
}
