using System.Globalization;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Formats.Ctf;

/// <summary>Reads the simulator's own CTF folder, all streams merged into the total order.</summary>
internal static class CtfReader
{
    private const int LongestMetadata = 1 << 20;

    /// <summary>Reads the whole folder.</summary>
    public static void Read(string folder, ICaptureSink sink)
    {
        CheckMetadata(Path.Combine(folder, "metadata"));
        PriorityQueue<CtfCursor, (long, int, uint)> heads = new();
        int cpus = 0;
        foreach (string path in Directory.EnumerateFiles(folder, "cpu_*"))
        {
            if (!int.TryParse(Path.GetFileName(path).AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out int cpu))
                throw new TraceFormatException(path, "file name", "this is no stream of a CPU", "cpu_0, cpu_1 and so on were expected");
            cpus = Math.Max(cpus, cpu + 1);
            CtfCursor cursor = new(path, cpu);
            if (cursor.Next()) heads.Enqueue(cursor, Key(cursor));
        }

        sink.Cpus(cpus);
        Merge(heads, sink);
    }

    private static void Merge(PriorityQueue<CtfCursor, (long, int, uint)> heads, ICaptureSink sink)
    {
        TraceRunInfo? info = null;
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

            if (cursor.Next()) heads.DequeueEnqueue(cursor, Key(cursor));
            else heads.Dequeue();
        }

        if (info is not null) sink.Run(info, totals);
    }

    private static void CheckMetadata(string path)
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
