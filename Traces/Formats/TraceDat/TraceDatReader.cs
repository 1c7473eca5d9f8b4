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

    private static void Read(FileStream stream, string file, IReadOnlyList<DatPages> pages, TraceRunInfo? info, ICaptureSink sink)
    {
        sink.Cpus(pages.Count);
        List<DatCursor> cpus = [];
        for (int cpu = 0; cpu < pages.Count; cpu++)
        {
            if (pages[cpu].Count > 0) cpus.Add(new DatCursor(stream.SafeFileHandle, file, cpu, pages[cpu]));
        }

        StreamMerge.Read(cpus, file, info, sink);
    }
}
