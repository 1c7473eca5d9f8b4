using Tickstorm.Traces.Outputs;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Formats.Ctf;

/// <summary>Reads the simulator's own CTF folder, all streams merged into the total order.</summary>
internal static class CtfReader
{
    private const int LongestMetadata = 1 << 20;

    /// <summary>Reads the whole folder.</summary>
    public static void Read(string folder, ICaptureSink sink)
    {
        CheckMetadata(Path.Combine(folder, CtfFolder.Metadata));
        PriorityQueue<CtfCursor, (long, int, uint)> heads = new();
        int cpus = 0;
        foreach (string path in Directory.EnumerateFiles(folder, CtfFolder.Stream + "*"))
        {
            if (!CtfFolder.IsStream(Path.GetFileName(path), out int cpu))
                throw new TraceFormatException(path, "file name", "this is no stream of a CPU", "cpu_0, cpu_1 and so on were expected");
            cpus = Math.Max(cpus, cpu + 1);
            CtfCursor cursor = new(path, cpu);
            if (cursor.Next()) heads.Enqueue(cursor, Key(cursor));
            else NoteCut(cursor, sink);
        }

        sink.Cpus(cpus);
        TraceRunInfo? info = Unfinished(folder, sink);
        if (info is not null) sink.Run(info, null);
        if (!Merge(heads, info, sink))
        {
            throw new TraceFormatException(
                folder, "whole folder", "no stream says which run it is of", "a CTF 1.8 folder that Tickstorm wrote was expected");
        }
    }

    // The lock of a writer that was killed, or still writes; it holds the description of the run.
    private static TraceRunInfo? Unfinished(string folder, ICaptureSink sink)
    {
        string path = Path.Combine(folder, OutputFolder.LockName);
        if (!File.Exists(path)) return null;
        sink.Cut("whole folder", "its writer did not finish it", isSure: true);
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 0);
        byte[] text = new byte[Math.Min(file.Length, LongestMetadata)];
        return RunInfoJson.Info(text.AsSpan(0, file.ReadAtLeast(text, text.Length, throwOnEndOfStream: false)));
    }

    private static void NoteCut(CtfCursor cursor, ICaptureSink sink)
    {
        if (cursor.CutAt is { } place) sink.Cut(place, "the file ends within a packet", isSure: true);
    }

    private static bool Merge(PriorityQueue<CtfCursor, (long, int, uint)> heads, TraceRunInfo? info, ICaptureSink sink)
    {
        TraceTotals? totals = null;
        while (heads.TryPeek(out CtfCursor? cursor, out _))
        {
            if (cursor.Id == CtfMetadata.RunInfoId)
            {
                info = RunInfoJson.Info(cursor.Text);
                if (info is not null) sink.Run(info, null);
            }
            else if (cursor.Id == CtfMetadata.RunTotalsId)
            {
                totals = RunInfoJson.Totals(cursor.Text);
            }
            else
            {
                sink.Record(cursor.Current);
            }

            if (cursor.Next())
            {
                heads.DequeueEnqueue(cursor, Key(cursor));
            }
            else
            {
                NoteCut(cursor, sink);
                heads.Dequeue();
            }
        }

        if (info is not null) sink.Run(info, totals);
        return info is not null;
    }

    /// <summary>Refuses a description that is not ours.</summary>
    public static void CheckMetadata(string path)
    {
        if (!File.Exists(path))
        {
            throw new TraceFormatException(
                path, "file name", "the folder has no file of this name", "a CTF 1.8 folder that Tickstorm wrote was expected");
        }

        if (new FileInfo(path).Length > LongestMetadata)
        {
            throw new TraceFormatException(
                path, $"offset {LongestMetadata}", "the description is longer than 1 MiB",
                "a CTF 1.8 folder that Tickstorm wrote was expected");
        }

        string text = File.ReadAllText(path);
        if (!text.StartsWith("/* CTF 1.8 */", StringComparison.Ordinal))
            throw new TraceFormatException(path, "offset 0", "no text of CTF 1.8 begins so", "/* CTF 1.8 */ was expected");
        int at = text.IndexOf("tracer_name = \"", StringComparison.Ordinal);
        if (at < 0 || !text.AsSpan(at + 15).StartsWith("tickstorm\"", StringComparison.Ordinal))
        {
            throw new TraceFormatException(
                path, $"offset {Math.Max(0, at)}", "another tracer wrote this",
                "a folder that Tickstorm wrote was expected; babeltrace2 reads others");
        }
    }

    private static (long, int, uint) Key(CtfCursor cursor) => (cursor.Current.Time, cursor.Current.Process, cursor.Current.Sequence);
}
