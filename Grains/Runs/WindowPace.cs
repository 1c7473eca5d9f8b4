using System.Diagnostics;

namespace Tickstorm.Grains.Runs;

/// <summary>
/// Which windows of an epoch leave a span in wall time: the first ones, which every run has, then ten a second at most. One for each epoch:
/// runs beside each other do not take each other's windows.
/// </summary>
internal sealed class WindowPace(TimeProvider clock)
{
    /// <summary>So many from the first one on are told however fast they follow each other.</summary>
    public const int First = 10;

    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(100);
    private int _told;
    private long _last;

    /// <summary>A span for a window; null, and nothing inside it is told either, when its turn has not come.</summary>
    public Activity? Tell(string run, long window)
    {
        if (IsDue()) return WallSpans.Apart("window", run)?.SetTag("tickstorm.window", window);
        WallSpans.Silence();
        return null;
    }

    /// <summary>Whether the next window is told.</summary>
    public bool IsDue()
    {
        long now = clock.GetTimestamp();
        if (_told >= First && clock.GetElapsedTime(_last, now) < s_between) return false;
        _told = Math.Min(_told + 1, First);
        _last = now;
        return true;
    }
}
