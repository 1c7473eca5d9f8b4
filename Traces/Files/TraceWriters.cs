using Tickstorm.Traces.Formats;
using Tickstorm.Traces.Formats.Chrome;
using Tickstorm.Traces.Formats.Ctf;
using Tickstorm.Traces.Formats.Otlp;
using Tickstorm.Traces.Formats.Text;
using Tickstorm.Traces.Formats.TraceDat;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Files;

/// <summary>Opens trace writers by format, or by the name of the file.</summary>
public static class TraceWriters
{
    private const string ChromeToo = ".trace.json";

    /// <summary>The formats to convert to, with the endings of their files.</summary>
    public static IReadOnlyDictionary<string, string> Formats { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["otlp"] = ".otlp",
        ["otlp-json"] = ".otlp.json",
        ["trace.dat"] = ".dat",
        ["ctf"] = ".ctf",
        ["chrome"] = ".chrome.json",
        ["ftrace"] = ".ftrace",
    };

    /// <summary>
    /// The endings that name a format. speedscope takes a .chrome.json for something else (a CPU profile), so that Chrome's trace events
    /// have a second one.
    /// </summary>
    public static IReadOnlyList<string> Endings { get; } = [".dat", ".ctf", ".otlp", ".otlp.json", ".chrome.json", ChromeToo, ".ftrace"];

    /// <summary>Opens <paramref name="path"/> for writing in the format that its name says.</summary>
    /// <exception cref="TraceFormatException">The name says no format.</exception>
    public static TraceWriter Open(string path, TraceRunInfo info)
    {
        ArgumentNullException.ThrowIfNull(path);
        string name = path.TrimEnd('/');
        if (name.EndsWith(ChromeToo, StringComparison.OrdinalIgnoreCase)) return OpenAs("chrome", path, info);
        foreach ((string format, string ending) in Formats)
        {
            if (name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) return OpenAs(format, path, info);
        }

        throw new TraceFormatException(
            path, "file name", "the name says no trace format", $"a name ending in {string.Join(", ", Endings)} was expected");
    }

    /// <summary>Opens <paramref name="path"/> in a format of <see cref="Formats"/>.</summary>
    public static TraceWriter OpenAs(string format, string path, TraceRunInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        return format switch
        {
            "trace.dat" => new TraceDatWriter(path, info),
            "ctf" => new CtfWriter(path, info),
            "otlp" => new OtlpFileWriter(Create(path), info, json: false),
            "otlp-json" => new OtlpFileWriter(Create(path), info, json: true),
            "chrome" => new ChromeJsonWriter(Create(path), info),
            "ftrace" => new FtraceTextWriter(Create(path), info),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "not a trace format"),
        };
    }

    private static FileStream Create(string path) => new(path, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16);
}
