using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Formats.TraceDat;

/// <summary>Reads the simulator's own trace.dat, all CPUs merged into the total order.</summary>
internal static class TraceDatReader
{
    /// <summary>Reads the whole file.</summary>
    public static void Read(FileStream stream, string file, ICaptureSink sink)
    {
        IReadOnlyList<(long Offset, long Size)> sections = new DatHeaderReader(stream, file).Read();
        sink.Cpus(sections.Count);
        PriorityQueue<DatCursor, (long, int, uint)> heads = new();
        for (int cpu = 0; cpu < sections.Count; cpu++)
        {
            DatCursor cursor = new(stream.SafeFileHandle, file, cpu, sections[cpu].Offset, sections[cpu].Size);
            if (sections[cpu].Size > 0 && cursor.Next()) heads.Enqueue(cursor, Key(cursor));
        }

        TraceRunInfo? info = null;
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

            if (cursor.Next()) heads.DequeueEnqueue(cursor, Key(cursor));
            else heads.Dequeue();
        }

        if (info is not null) sink.Run(info, totals);
    }

    private static (long, int, uint) Key(DatCursor cursor) => (cursor.Current.Time, cursor.Current.Process, cursor.Current.Sequence);
}
