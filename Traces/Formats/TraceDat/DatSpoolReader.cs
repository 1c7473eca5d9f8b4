using System.Buffers.Binary;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Formats.TraceDat;

/// <summary>Finds each CPU's pages in the spool of a trace.dat whose writer did not come to its end.</summary>
internal static class DatSpoolReader
{
    private const int MostCpus = 1_000_000;

    /// <summary>The run, and each CPU's pages.</summary>
    public static (TraceRunInfo Info, DatPages[] Pages) Read(FileStream stream, string file)
    {
        Span<byte> head = stackalloc byte[DatSpool.HeadSize];
        int length = RandomAccess.Read(stream.SafeFileHandle, head, 0) == head.Length
            ? BinaryPrimitives.ReadInt32LittleEndian(head[DatSpool.Magic.Length..]) : -1;
        byte[] text = new byte[Math.Clamp(length, 0, 1 << 20)];
        if (length != text.Length || RandomAccess.Read(stream.SafeFileHandle, text, head.Length) < length
            || RunInfoJson.Info(text) is not { } info)
        {
            throw new TraceFormatException(
                file, $"offset {head.Length}", "this is no description of a run", "the spool of a trace.dat was expected");
        }

        return (info, Pages(stream, file, head.Length + length));
    }

    private static DatPages[] Pages(FileStream stream, string file, long first)
    {
        List<List<long>> cpus = [];
        Span<byte> slot = stackalloc byte[DatSpool.SlotHead];
        // A last page that is not whole is passed over: a write that was cut by the disk or the machine's end.
        for (long at = first; at + DatSpool.Slot <= stream.Length; at += DatSpool.Slot)
        {
            RandomAccess.Read(stream.SafeFileHandle, slot, at);
            int cpu = BinaryPrimitives.ReadInt32LittleEndian(slot[8..]);
            if (cpu is < 0 or >= MostCpus)
                throw new TraceFormatException(file, $"offset {at + 8}", $"a page of CPU {cpu}", "0 to 999,999 was expected");
            while (cpus.Count <= cpu) cpus.Add([]);
            cpus[cpu].Add(at + slot.Length);
        }

        return [.. cpus.Select(pages => new DatPages(0, pages.Count, pages))];
    }
}
