using System.Buffers.Binary;
using System.Text;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Formats.TraceDat;

/// <summary>Reads what stands before the pages of a trace.dat file and finds each CPU's section.</summary>
internal sealed class DatHeaderReader(FileStream stream, string file)
{
    private const int LongestText = 1 << 26;

    /// <summary>Each CPU's pages.</summary>
    public IReadOnlyList<DatPages> Read()
    {
        byte[] magic = Bytes(DatLayout.Magic.Length);
        if (!magic.AsSpan().SequenceEqual(DatLayout.Magic))
            throw Bad(0, "no trace.dat begins so", "0x17 0x08 0x44 \"tracing\" was expected");
        string version = Text();
        if (version != "6")
            throw Bad(10, $"version {version} of trace.dat", "version 6 was expected; trace-cmd convert --file-version 6 makes one");
        byte[] sizes = Bytes(2);
        if (sizes is not [0, 8]) throw Bad(12, "a big-endian or 32-bit trace.dat", "a little-endian 64-bit one was expected");
        if (Number32() != DatLayout.PageSize) throw Bad(14, "pages of another size", $"pages of {DatLayout.PageSize} bytes were expected");
        Named("header_page");
        Skip(Number64());
        Named("header_event");
        Skip(Number64());
        for (uint i = Number32(); i > 0; i--) Skip(Number64());
        if (!Events())
        {
            throw Bad(
                stream.Position, "the events of this trace.dat are not the simulator's",
                "for a real kernel's, give the output of trace-cmd report");
        }

        Skip(Number32());
        Skip(Number32());
        Skip(Number64());
        uint cpus = Number32();
        if (cpus is 0 or > 1_000_000) throw Bad(stream.Position - 4, $"{cpus} CPUs", "1 to 1,000,000 were expected");
        Named("options  ");
        while (BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2)) != 0) Skip(Number32());
        Named("flyrecord");
        DatPages[] sections = new DatPages[cpus];
        for (int cpu = 0; cpu < sections.Length; cpu++) sections[cpu] = Section(cpu);
        return sections;
    }

    private DatPages Section(int cpu)
    {
        long at = stream.Position, offset = Number64(), size = Number64();
        if (offset < 0 || size < 0 || size % DatLayout.PageSize != 0 || offset > long.MaxValue - size)
            throw Bad(at, $"the pages of CPU {cpu} are {size} bytes from {offset} on", "whole pages within the file were expected");
        return new DatPages(offset, size / DatLayout.PageSize);
    }

    private bool Events()
    {
        bool ours = false;
        for (uint systems = Number32(); systems > 0; systems--)
        {
            if (Text() == SimulatedEvents.System) ours = true;
            for (uint formats = Number32(); formats > 0; formats--) Skip(Number64());
        }

        return ours;
    }

    private void Named(string name)
    {
        long at = stream.Position;
        string found = Text();
        if (found != name) throw Bad(at, $"\"{found}\" stands here", $"\"{name}\" was expected");
    }

    private void Skip(long count)
    {
        if (count is < 0 or > LongestText || stream.Position + count > stream.Length)
            throw Bad(stream.Position, $"a part of {count} bytes does not fit the file", "a complete trace.dat was expected");
        stream.Position += count;
    }

    private byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        long at = stream.Position;
        if (stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false) < count)
            throw Bad(at, "the file ends within its header", "a complete trace.dat was expected");
        return bytes;
    }

    private uint Number32() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4));

    private long Number64() => BinaryPrimitives.ReadInt64LittleEndian(Bytes(8));

    private string Text()
    {
        long at = stream.Position;
        StringBuilder text = new();
        for (int value = stream.ReadByte(); value != 0; value = stream.ReadByte())
        {
            if (value < 0 || text.Length > 1_000) throw Bad(at, "a name without an end", "a complete trace.dat was expected");
            text.Append((char)value);
        }

        return text.ToString();
    }

    private TraceFormatException Bad(long offset, string wrong, string right) => new(file, $"offset {offset}", wrong, right);
}
