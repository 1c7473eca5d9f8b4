using System.CommandLine;
using System.Globalization;
using Tickstorm.Client.Shell;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Client.Options;

/// <summary>--epoch: where virtual time 0 is put on the calendar in OTLP, which knows only Unix time.</summary>
internal sealed class EpochOption
{
    private readonly Option<string?> _epoch = new("--epoch")
    {
        Description = "When virtual time 0 is, in OTLP: now, 2007 (8 March, the default of files) or a time as in 2026-11-26T08:00:00Z",
        HelpName = "when",
    };

    /// <summary>Adds the option to a command.</summary>
    public EpochOption AddTo(Command command)
    {
        command.Add(_epoch);
        return this;
    }

    /// <summary>The chosen time, ns since 1970; null when none was chosen.</summary>
    public long? Of(ParseResult parsed) => parsed.GetValue(_epoch) switch
    {
        null => null,
        "2007" => TraceRunInfo.Epoch2007,
        "now" => TraceRunInfo.UnixNs(DateTimeOffset.UtcNow),
        { } text when text.Contains('T', StringComparison.OrdinalIgnoreCase)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            && time.Year is > 1970 and < 2200 => TraceRunInfo.UnixNs(time),
        { } text => throw new BadInputException(
            $"--epoch has \"{text}\"; now, 2007 or a time as in 2026-11-26T08:00:00Z was expected"),
    };
}
