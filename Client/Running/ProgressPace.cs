using System.Diagnostics;

namespace Tickstorm.Client.Running;

/// <summary>When progress was last shown, over all runs of a command.</summary>
internal sealed class ProgressPace
{
    private readonly Lock _lock = new();
    private long? _last;

    /// <summary>A run begins; the first one begins the first interval.</summary>
    public void Begin(long now)
    {
        lock (_lock) _last ??= now;
    }

    /// <summary>True once in each interval.</summary>
    public bool IsDue(TimeSpan interval, long now)
    {
        lock (_lock)
        {
            _last ??= now;
            if (Stopwatch.GetElapsedTime(_last.Value, now) < interval) return false;
            _last = now;
            return true;
        }
    }
}
