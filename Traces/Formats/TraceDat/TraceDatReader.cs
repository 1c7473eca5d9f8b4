using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Formats.TraceDat;

/// <summary>Reads the simulator's own trace.dat, all CPUs merged into the total order.</summary>
internal static class TraceDatReader
{
    /// <summary>Reads the whole file.</summary>
    public static void Read(FileStream stream, TraceInput input, ICaptureSink sink) =>
        Read(stream, input, new DatHeaderReader(stream, input.Name).Read(), null, sink);

    /// <summary>Reads what a writer that did not come to its end left beside its target.</summary>
    public static void ReadSpool(FileStream stream, TraceInput input, ICaptureSink sink)
    {
        (TraceRunInfo info, IReadOnlyList<(int Cpu, DatPages Pages)> pages) = DatSpoolReader.Read(stream, input.Name);
        Read(stream, input, pages, info, sink);
    }

    private static void Read(
        FileStream stream, TraceInput input, IReadOnlyList<(int Cpu, DatPages Pages)> pages, TraceRunInfo? info, ICaptureSink sink)
    {
        DatCursor[] cpus = [.. pages.Where(cpu => cpu.Pages.Count > 0).Select(
            cpu => new DatCursor(stream.SafeFileHandle, input.Name, cpu.Cpu, cpu.Pages))];
        StreamMerge.Read(cpus, input, info, sink, pages.Count == 0 ? 0 : pages[^1].Cpu + 1);
    }
}
