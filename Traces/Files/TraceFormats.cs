using Tickstorm.Traces.Formats;
using Tickstorm.Traces.Formats.Chrome;
using Tickstorm.Traces.Formats.Ctf;
using Tickstorm.Traces.Formats.Otlp;
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
        new FtraceFormat(),
    ];

    /// <summary>The names as a list for people.</summary>
    public static string Names => string.Join(", ", All.Select(format => format.Name));

    /// <summary>The endings of file names as a list for people.</summary>
    public static string Endings => string.Join(", ", All.SelectMany(format => format.Endings));

    /// <summary>The format with this name; null when there is none.</summary>
    public static TraceFormat? Named(string name) => All.FirstOrDefault(format => format.Name == name);

    /// <summary>The format that a file's name says; null when it says none.</summary>
    public static TraceFormat? OfEnding(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string name = path.TrimEnd('/');
        return All.FirstOrDefault(format => format.Endings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>The format that a file or folder has.</summary>
    public static TraceFormat OfContent(string path)
    {
        byte[] head = new byte[4_096];
        int length = 0;
        if (!Directory.Exists(path))
        {
            using FileStream file = TraceStreams.Open(path);
            length = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            if (length == 0) throw new TraceFormatException(path, "offset 0", "the file is empty", "a trace was expected");
        }

        foreach (TraceFormat format in All)
        {
            if (format.Recognises(path, head.AsSpan(0, length))) return format;
        }

        throw new TraceFormatException(path, "offset 0", "this is no trace", $"one of {Names} was expected");
    }
}
