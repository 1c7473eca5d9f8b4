using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Formats.TraceDat;

/// <summary>Reads the simulator's own trace.dat, all CPUs merged into the total order.</summary>
internal static class TraceDatReader
{
    /// <summary>Reads the whole file.</summary>
    public static void Read(FileStream stream, string file, ICaptureSink sink)
    {
        Read(stream, file, new DatHeaderReader(stream, file).Read(), null, sink);
    }

    /// <summary>Reads what a writer that did not come to its end left beside its target.</summary>
    public static void ReadSpool(FileStream stream, string file, ICaptureSink sink)
    {
        (TraceRunInfo info, DatPages[] pages) = DatSpoolReader.Read(stream, file);
        Read(stream, file, pages, info, sink);
    }

    private static void Read(FileStream stream, string file, IReadOnlyList<DatPages> cpus, TraceRunInfo? info, ICaptureSink sink)
    {
        sink.Cpus(cpus.Count);
        if (info is not null) sink.Run(info, null);
        string? cut = null;
        PriorityQueue<DatCursor, (long, int, uint)> heads = new();
        for (int cpu = 0; cpu < cpus.Count; cpu++)
        {
            if (cpus[cpu].Count == 0) continue;
            DatCursor cursor = new(stream.SafeFileHandle, file, cpu, cpus[cpu]);
            if (cursor.Next()) heads.Enqueue(cursor, Key(cursor));
            else cut ??= cursor.CutAt;
        }

        TraceTotals? totals = null;
        while (heads.TryPeek(out DatCursor? cursor, out _))
        {
            if (cursor.Missed) sink.Lost(cursor.Current.Cpu, null);
            if (cursor.Id == DatLayout.RunInfoId)
            {
                info = RunInfoJson.Info(cursor.Text);
                if (info is not null) sink.Run(info, null);
            }
            else if (cursor.Id == DatLayout.RunTotalsId)
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
                cut ??= cursor.CutAt;
                heads.Dequeue();
            }
        }

        if (info is null)
        {
            throw new TraceFormatException(
                file, cut ?? "whole file", "no page says which run it is of", "a complete trace.dat that Tickstorm wrote was expected");
        }

        if (cut is not null) sink.Cut(cut, "the file ends within the pages of its CPUs", isSure: true);
        sink.Run(info, totals);
    }

    private static (long, int, uint) Key(DatCursor cursor) => (cursor.Current.Time, cursor.Current.Process, cursor.Current.Sequence);
}
