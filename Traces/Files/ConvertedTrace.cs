using Tickstorm.Traces.Formats;

namespace Tickstorm.Traces.Files;

/// <summary>What became of a trace that was converted.</summary>
/// <param name="Records">Its records, or its spans.</param>
/// <param name="Cut">Where and how the trace that was read ends early; null when it is whole.</param>
public sealed record ConvertedTrace(long Records, string? Cut)
{
    /// <summary>True for a real kernel's capture, whose handlers and waits were written as spans.</summary>
    public bool IsCapture { get; init; }

    /// <summary>Lines of it that do not fit.</summary>
    public SkippedLines Skipped { get; init; } = new();
}
