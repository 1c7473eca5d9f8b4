namespace Tickstorm.Traces.Writers;

/// <summary>Opens trace writers by the name of the file.</summary>
public static class TraceWriters
{
    /// <summary>The endings that name a format.</summary>
    public static IReadOnlyList<string> Endings { get; } = [".dat", ".ctf", ".otlp", ".otlp.json", ".chrome.json", ".ftrace"];

    /// <summary>Opens <paramref name="path"/> for writing in the format that its name says.</summary>
    /// <exception cref="TraceFormatException">The name says no format.</exception>
    public static TraceWriter Open(string path, TraceRunInfo info)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(info);
        if (Ends(".dat")) return new TraceDatWriter(path, info);
        if (Ends(".ctf")) return new CtfWriter(path, info);
        if (Ends(".otlp")) return new OtlpFileWriter(Create(path), info, json: false);
        if (Ends(".otlp.json")) return new OtlpFileWriter(Create(path), info, json: true);
        if (Ends(".chrome.json")) return new ChromeJsonWriter(Create(path), info);
        if (Ends(".ftrace")) return new FtraceTextWriter(Create(path), info);
        throw new TraceFormatException(path, "file name", "the name says no trace format", $"a name ending in {string.Join(", ", Endings)} was expected");

        bool Ends(string ending) => path.TrimEnd('/').EndsWith(ending, StringComparison.OrdinalIgnoreCase);
    }

    private static FileStream Create(string path) => new(path, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16);
}
