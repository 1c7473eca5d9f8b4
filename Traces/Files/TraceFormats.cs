using Tickstorm.Traces.Formats;
using Tickstorm.Traces.Formats.Chrome;
using Tickstorm.Traces.Formats.Ctf;
using Tickstorm.Traces.Formats.Otlp;
using Tickstorm.Traces.Formats.Perf;
using Tickstorm.Traces.Formats.Perfetto;
using Tickstorm.Traces.Formats.Text;
using Tickstorm.Traces.Formats.TraceDat;

namespace Tickstorm.Traces.Files;

/// <summary>The table of formats: a new one gets a folder in Formats and a line here.</summary>
public static class TraceFormats
{
    /// <summary>All formats, in the order in which they are shown a file's first bytes: the one that takes anything is the last.</summary>
    public static IReadOnlyList<TraceFormat> All { get; } =
    [
        new TraceDatFormat(),
        new CtfFormat(),
        new ChromeFormat(),
        new PerfettoFormat(),
        new OtlpFormat(json: true),
        new OtlpFormat(json: false),
        new PerfDataFormat(),
        new FtraceFormat(),
    ];

    /// <summary>Those that are written too.</summary>
    public static IEnumerable<TraceFormat> Written => All.Where(format => format.Endings.Count > 0);

    /// <summary>The names of those that are written, as a list for people.</summary>
    public static string Names => string.Join(", ", Written.Select(format => format.Name));

    /// <summary>The endings of file names as a list for people.</summary>
    public static string Endings => string.Join(", ", All.SelectMany(format => format.Endings));

    /// <summary>The format with this name; null when there is none.</summary>
    public static TraceFormat? Named(string name) => Written.FirstOrDefault(format => format.Name == name);

    /// <summary>The format that a file's name says; null when it says none.</summary>
    public static TraceFormat? OfEnding(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string name = path.TrimEnd('/');
        return All.FirstOrDefault(format => format.Endings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>The format that an input has.</summary>
    /// <exception cref="TraceFormatException">It has none.</exception>
    public static TraceFormat OfContent(TraceInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        foreach (TraceFormat format in All)
        {
            if (format.Recognises(input.Path, input.Begin)) return format;
        }

        throw new TraceFormatException(input.Name, "offset 0", "this is no trace", $"one of {Names} was expected");
    }
}
