using Tickstorm.Traces.Inputs;
using Tickstorm.Traces.Outputs;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Formats.Ctf;

/// <summary>Reads the simulator's own CTF folder, all streams merged into the total order.</summary>
internal static class CtfReader
{
    private const int LongestMetadata = 1 << 20;

    /// <summary>Reads the whole folder.</summary>
    public static void Read(TraceInput input, ICaptureSink sink)
    {
        string folder = input.Path;
        CheckMetadata(Path.Combine(folder, CtfFolder.Metadata));
        List<CtfCursor> streams = [];
        int cpus = 0;
        foreach (string path in Directory.EnumerateFiles(folder, CtfFolder.Stream + "*"))
        {
            if (!CtfFolder.IsStream(Path.GetFileName(path), out int cpu))
                throw new TraceFormatException(path, "file name", "this is no stream of a CPU", "cpu_0, cpu_1 and so on were expected");
            CheckOrdinary(path, "the stream of a CPU");
            cpus = Math.Max(cpus, cpu + 1);
            streams.Add(new CtfCursor(path, cpu));
        }

        StreamMerge.Read(streams, input, Unfinished(folder, sink), sink, cpus);
    }

    // The lock of a writer that was killed, or still writes; it holds the description of the run.
    private static TraceRunInfo? Unfinished(string folder, ICaptureSink sink)
    {
        string path = Path.Combine(folder, OutputFolder.LockName);
        if (!File.Exists(path)) return null;
        CheckOrdinary(path, "the lock of a writer");
        using FileStream file = new InputFile(path).OpenAnywhere();
        // An empty one is of a writer that was to replace this folder and did not come to it.
        if (file.Length == 0) return null;
        sink.Cut("whole folder", "its writer did not finish it", isSure: true);
        byte[] text = new byte[Math.Min(file.Length, LongestMetadata)];
        return RunInfoJson.Info(text.AsSpan(0, file.ReadAtLeast(text, text.Length, throwOnEndOfStream: false)));
    }

    /// <summary>Refuses a description that is not ours.</summary>
    public static void CheckMetadata(string path)
    {
        if (!File.Exists(path))
        {
            throw new TraceFormatException(
                path, "file name", "the folder has no file of this name", "a CTF 1.8 folder that Tickstorm wrote was expected");
        }

        CheckOrdinary(path, "the description of the trace");
        if (new FileInfo(path).Length > LongestMetadata)
        {
            throw new TraceFormatException(
                path, $"offset {LongestMetadata}", "the description is longer than 1 MiB",
                "a CTF 1.8 folder that Tickstorm wrote was expected");
        }

        string text = File.ReadAllText(path);
        if (!text.StartsWith(CtfLayout.MetadataBegin, StringComparison.Ordinal))
            throw new TraceFormatException(path, "offset 0", "no text of CTF 1.8 begins so", $"{CtfLayout.MetadataBegin} was expected");
        const string Tracer = "tracer_name = \"";
        int at = text.IndexOf(Tracer, StringComparison.Ordinal);
        if (at < 0 || !text.AsSpan(at + Tracer.Length).StartsWith(CtfLayout.Tracer + "\"", StringComparison.Ordinal))
        {
            throw new TraceFormatException(
                path, $"offset {Math.Max(0, at)}", "another tracer wrote this",
                "a folder that Tickstorm wrote was expected; babeltrace2 reads others");
        }
    }

    // A pipe in its place would be waited for.
    private static void CheckOrdinary(string path, string right)
    {
        if (FileStatus.Of(path) is not { Kind: FileKind.File })
            throw new TraceFormatException(path, "file name", "this is no ordinary file", $"{right} was expected");
    }
}
