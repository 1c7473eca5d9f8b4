using Tickstorm.Traces.Formats;
using Tickstorm.Traces.Formats.Chrome;
using Tickstorm.Traces.Formats.Ctf;
using Tickstorm.Traces.Formats.Otlp;
using Tickstorm.Traces.Formats.Text;
using Tickstorm.Traces.Formats.TraceDat;

namespace Tickstorm.Traces.Files;

/// <summary>Reads a trace of any known format, told apart by its first bytes.</summary>
public static class TraceFile
{
    /// <summary>Reads the whole file into <paramref name="sink"/> and returns the name of its format.</summary>
    /// <exception cref="TraceFormatException">The file cannot be read as any format.</exception>
    public static string Read(string path, ICaptureSink sink)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(sink);
        if (Directory.Exists(path))
        {
            CtfReader.Read(path, sink);
            return "ctf";
        }

        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 16);
        byte[] head = new byte[4_096];
        int length = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        file.Position = 0;
        ReadOnlySpan<byte> begin = head.AsSpan(0, length);
        if (begin.StartsWith(DatMagic.Bytes))
        {
            TraceDatReader.Read(file, path, sink);
            return "trace.dat";
        }

        if (IsJson(begin) && begin.IndexOf("\"traceEvents\""u8) >= 0 || path.EndsWith(".chrome.json", StringComparison.OrdinalIgnoreCase))
        {
            new ChromeJsonReader(file, path, sink).Read();
            return "chrome";
        }

        if (IsJson(begin)) return Otlp(file, path, sink, json: true);
        if (begin is [0x0a, _, _, ..] && begin.IndexOf("service.name"u8) >= 0 || path.EndsWith(".otlp", StringComparison.OrdinalIgnoreCase))
            return Otlp(file, path, sink, json: false);
        return TextTraceReader.Read(file, path, sink) switch
        {
            TextFormat.TraceCmdReport => "trace-cmd-report",
            TextFormat.PerfScript => "perf-script",
            _ => "ftrace",
        };
    }

    private static string Otlp(FileStream file, string path, ICaptureSink sink, bool json)
    {
        using RecordSorter sorter = new();
        OtlpRecords records = new(sink, sorter);
        if (json) new OtlpJsonReader(file, path, records).Read();
        else OtlpProtobufReader.Read(file, path, records);
        records.Finish(path);
        return json ? "otlp-json" : "otlp";
    }

    private static bool IsJson(ReadOnlySpan<byte> begin)
    {
        if (begin.StartsWith((ReadOnlySpan<byte>)[0xef, 0xbb, 0xbf])) begin = begin[3..];
        begin = begin.TrimStart(" \t\r\n"u8);
        return begin is [(byte)'{', ..];
    }
}
