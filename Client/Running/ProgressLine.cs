using System.Diagnostics;
using Tickstorm.Client.Shell;

namespace Tickstorm.Client.Running;

/// <summary>One line of progress on a terminal, wiped when done; nothing elsewhere.</summary>
internal sealed class ProgressLine(ClientContext context, long durationNs) : IRunProgress
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);
    private readonly Lock _lock = new();
    private string _what = "";
    private long _lastShown;

    /// <inheritdoc/>
    public void Begin(string what)
    {
        _what = what;
        _lastShown = 0;
        Show(0);
    }

    /// <inheritdoc/>
    public void Report(long value) => Show(value);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (context.ErrorIsTerminal) context.Error.Write("\r\u001b[K");
    }

    private void Show(long ns)
    {
        if (!context.ErrorIsTerminal) return;
        lock (_lock)
        {
            if (_lastShown != 0 && Stopwatch.GetElapsedTime(_lastShown) < s_interval) return;
            _lastShown = Stopwatch.GetTimestamp();
            context.Error.Write($"\r\u001b[K{_what}: {Math.Min(100, 100.0 * ns / durationNs):0} %");
        }
    }
}
