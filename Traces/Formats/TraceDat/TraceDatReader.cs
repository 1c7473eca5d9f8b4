namespace Tickstorm.Traces.Formats.TraceDat;

/// <summary>Reads the simulator's own trace.dat, all CPUs merged into the total order.</summary>
internal static class TraceDatReader
{
    /// <summary>Reads the whole file.</summary>
    public static void Read(FileStream stream, string file, ICaptureSink sink)
    {
        IReadOnlyList<(long Offset, long Size)> sections = new DatHeaderReader(stream, file).Read();
        sink.Cpus(sections.Count);
        List<DatCursor> cpus = [];
        for (int cpu = 0; cpu < sections.Count; cpu++)
        {
            (long offset, long size) = sections[cpu];
            if (size > 0) cpus.Add(new DatCursor(stream.SafeFileHandle, file, cpu, offset, size));
        }

        StreamMerge.Read(cpus, sink);
    }
}
