using System.Diagnostics;
using System.Globalization;
using Tickstorm.Client.Shell;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Client.Running;

/// <summary>
/// How far a run is, how fast it goes and how long it will take: one line on a terminal, wiped when done; elsewhere a line every ten
/// seconds.
/// </summary>
internal sealed class ProgressLine(ClientContext context, long durationNs) : IRunProgress
{
    private const string Wipe = "\r\u001b[K";
    private static readonly TimeSpan s_redraw = TimeSpan.FromMilliseconds(100), s_line = TimeSpan.FromSeconds(10);

    // Before that a rate says nothing.
    private static readonly TimeSpan s_warmUp = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private string _what = "";
    private long _begun;

    /// <summary>The clock, as of <see cref="Stopwatch.GetTimestamp"/>; tests have their own.</summary>
    public Func<long> Clock { get; init; } = Stopwatch.GetTimestamp;

    /// <inheritdoc/>
    public void Begin(string what)
    {
        lock (_lock)
        {
            _what = what;
            _begun = Clock();
            context.Pace.Begin(_begun);
            if (context.ErrorIsTerminal) Draw(0);
        }
    }

    /// <inheritdoc/>
    public void Report(long value)
    {
        lock (_lock)
        {
            if (!context.Pace.IsDue(context.ErrorIsTerminal ? s_redraw : s_line, Clock())) return;
            if (context.ErrorIsTerminal) Draw(value);
            else context.Error.WriteLine(Text(value));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (context.ErrorIsTerminal) context.ErrorTerminal.Write(Wipe);
    }

    // A line that the terminal folds could not be wiped.
    private void Draw(long ns)
    {
        string text = Printable.Of(Text(ns));
        context.ErrorTerminal.Write(Wipe + (text.Length < context.Width ? text : text[..(context.Width - 1)]));
    }

    private string Text(long ns)
    {
        double share = durationNs <= 0 ? 1 : Math.Clamp((double)ns / durationNs, 0, 1);
        string percent = (100 * share).ToString(share < 0.1 ? "0.#" : "0", CultureInfo.InvariantCulture);
        TimeSpan wall = Stopwatch.GetElapsedTime(_begun, Clock());
        if (ns <= 0 || wall < s_warmUp) return $"{_what}: {percent} %";
        double perSecond = ns / wall.TotalSeconds;
        string left = Readable.Wall((durationNs - ns) / perSecond);
        return $"{_what}: {percent} %, {Readable.Time(Math.Round(perSecond))} a second, {left} left";
    }
}
