using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Formats.TraceDat;

/// <summary>
/// What stands before the pages of a trace.dat file, version 6 (trace-cmd, Documentation/trace-cmd/trace-cmd.dat.v6.5.txt).
/// </summary>
internal static class DatHeader
{
    private const string Page =
        "\tfield: u64 timestamp;\toffset:0;\tsize:8;\tsigned:0;\n" +
        "\tfield: local_t commit;\toffset:8;\tsize:8;\tsigned:1;\n" +
        "\tfield: int overwrite;\toffset:8;\tsize:1;\tsigned:1;\n" +
        "\tfield: char data;\toffset:16;\tsize:4080;\tsigned:1;\n";

    private const string Event =
        "# compressed entry header\n\ttype_len    :    5 bits\n\ttime_delta  :   27 bits\n\tarray       :   32 bits\n\n" +
        "\tpadding     : type == 29\n\ttime_extend : type == 30\n\ttime_stamp : type == 31\n\tdata max type_len  == 28\n";

    private const ushort OptionTraceClock = 4;
    private const ushort OptionUname = 5;

    /// <summary>Writes everything up to the table of CPU sections.</summary>
    public static void Write(ByteBuffer target, TraceRunInfo info, int cpus)
    {
        target.Bytes(DatLayout.Magic);
        target.ZeroTerminated("6");
        target.Byte(0); // little-endian
        target.Byte(8); // size of long
        target.UInt32(DatLayout.PageSize);
        target.ZeroTerminated("header_page");
        Sized64(target, Page);
        target.ZeroTerminated("header_event");
        Sized64(target, Event);
        target.UInt32(0); // no formats of ftrace's own events
        (string System, IReadOnlyList<string> Formats)[] systems = [.. DatLayout.Systems()];
        target.UInt32((uint)systems.Length);
        foreach ((string system, IReadOnlyList<string> formats) in systems)
        {
            target.ZeroTerminated(system);
            target.UInt32((uint)formats.Count);
            foreach (string format in formats) Sized64(target, format);
        }

        target.UInt32(0); // no kernel symbols
        target.UInt32(0); // no trace_printk formats
        int at = target.Length;
        target.UInt64(0);
        for (int cpu = 0; cpu < cpus; cpu++) target.Text($"{GuestTask.Pid(cpu)} {GuestTask.Name(cpu)}\n");
        System.Buffers.Binary.BinaryPrimitives.WriteInt64LittleEndian(target.At(at, 8), target.Length - at - 8);
        target.UInt32((uint)cpus);
        target.ZeroTerminated("options  ");
        Option(target, OptionTraceClock, "[mono]");
        Option(target, OptionUname, "Tickstorm");
        target.UInt16(0);
        target.ZeroTerminated("flyrecord");
    }

    private static void Sized64(ByteBuffer target, string text)
    {
        int at = target.Length;
        target.UInt64(0);
        target.Text(text);
        System.Buffers.Binary.BinaryPrimitives.WriteInt64LittleEndian(target.At(at, 8), target.Length - at - 8);
    }

    private static void Option(ByteBuffer target, ushort id, string text)
    {
        target.UInt16(id);
        target.UInt32((uint)text.Length + 1);
        target.ZeroTerminated(text);
    }
}
