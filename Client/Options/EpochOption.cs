using System.CommandLine;
using System.Globalization;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Client.Options;

/// <summary>--epoch: where virtual time 0 is put on the calendar in OTLP, which knows only Unix time.</summary>
internal sealed class EpochOption() : TextOption<long>(
    "--epoch", "when",
    "When virtual time 0 is, in OTLP: now, 2007 (8 March, the default of files) or a time as in 2026-11-26T08:00:00Z",
    "now, 2007 or a time as in 2026-11-26T08:00:00Z")
{
    /// <summary>The chosen time, ns since 1970; null when none was chosen.</summary>
    public long? Of(ParseResult parsed) => TryChosen(parsed, out long unixNs) ? unixNs : null;

    protected override bool TryRead(string text, out long value)
    {
        bool isTime = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            && text.Contains('T', StringComparison.OrdinalIgnoreCase) && time.Year is > 1970 and < 2200;
        value = text switch
        {
            "2007" => TraceRunInfo.Epoch2007,
            "now" => TraceRunInfo.UnixNs(DateTimeOffset.UtcNow),
            _ => isTime ? TraceRunInfo.UnixNs(time) : 0,
        };
        return isTime || text is "2007" or "now";
    }
}
