using System.Globalization;
using System.Text;

namespace Tickstorm.Traces.Formats.TraceDat;

/// <summary>The options of a trace.dat: in version 6 what else is known, in version 7 where all parts are.</summary>
internal sealed class DatOptions(KernelDat dat, HeadReader head)
{
    private const int Done = 0;
    private const int Statistics = 2;
    private const int Buffer = 3;
    private const int Clock = 4;
    private const int Offset = 7;
    private const int CpuCount = 8;
    private const int Cycles = 14;
    private const int Heads = 16;
    private const int OwnEvents = 17;
    private const int Events = 18;
    private const int Symbols = 19;
    private const int Texts = 20;
    private const int Tasks = 21;
    private const int MostOptions = 1 << 16;

    private readonly List<(int Buffer, long At)> _buffers = [];
    private int _count;

    /// <summary>Version 6: where the other buffers are, and how many CPUs each has; 0 when it is not said.</summary>
    public List<(long Offset, int Cpus)> Instances { get; } = [];

    /// <summary>Reads the options of version 6, which end with 0.</summary>
    public void ReadVersion6()
    {
        int cpus = 0;
        while (true)
        {
            int kind = head.Number16();
            if (kind == Done) return;
            long size = head.Number32(), next = head.Position + size;
            if (kind == Buffer && size >= 8) Instances.Add((head.Number64(), 0));
            else if (kind == CpuCount && size >= 4) cpus = (int)Math.Min(head.Number32(), CaptureGuard.MostCpus);
            else Common(kind, size);
            // The count follows the buffer that it is of.
            if (kind == CpuCount && Instances.Count > 0) Instances[^1] = (Instances[^1].Offset, cpus);
            Advance(next);
        }
    }

    /// <summary>Reads the options of version 7, from part to part, and what they point to.</summary>
    public void ReadVersion7(long first)
    {
        List<(int Kind, long At)> parts = [];
        for (long section = first; section != 0;)
        {
            HeadReader options = Open(section);
            section = ReadPart(options, parts);
        }

        // The order matters: texts are of the events.
        foreach ((int kind, long at) in parts.OrderBy(part => part.Kind)) Part(kind, at);
    }

    private long ReadPart(HeadReader options, List<(int Kind, long At)> parts)
    {
        while (options.Left >= 6)
        {
            int kind = options.Number16();
            long size = options.Number32(), next = options.Position + size;
            if (++_count > MostOptions) throw head.Bad(options.Position, "options without an end");
            if (kind == Done) return size >= 8 ? options.Number64() : 0;
            if (kind is Heads or OwnEvents or Events or Symbols or Texts or Tasks && size >= 8) parts.Add((kind, options.Number64()));
            else if (kind == Buffer && size >= 8) ReadBuffer(options, next);
            else if (kind == CpuCount) options.Skip(size);
            else new DatOptions(dat, options).Common(kind, size);
            options.Position = next;
        }

        return 0;
    }

    private void ReadBuffer(HeadReader options, long next)
    {
        int buffer = _buffers.Count;
        _buffers.Add((buffer, options.Number64()));
        options.Text(); // its name
        dat.TakeClock(options.Text());
        dat.TakePageSize(options.Number32());
        uint cpus = options.Number32();
        for (uint i = 0; i < cpus && options.Position + 20 <= next; i++)
        {
            uint cpu = options.Number32();
            long offset = options.Number64();
            dat.Section(buffer, cpu, offset, options.Number64());
        }
    }

    private void Part(int kind, long at)
    {
        HeadReader part = Open(at);
        switch (kind)
        {
            case Heads:
                dat.Kernel.ReadHeads(part);
                break;
            case OwnEvents:
                dat.Kernel.ReadOwnEvents(part);
                break;
            case Events:
                dat.Kernel.ReadEvents(part);
                break;
            case Symbols:
                dat.Kernel.TakeSymbols(part.Bytes(Math.Min(part.Number32(), part.Left)));
                break;
            case Texts:
                dat.Kernel.TakeTexts(part.Bytes(Math.Min(part.Number32(), part.Left)));
                break;
            default:
                dat.Kernel.TakeTasks(part.Bytes(Math.Min(part.Number64(), part.Left)));
                break;
        }
    }

    // A section: id, flags, description, size; packed when the first flag says so.
    private HeadReader Open(long at)
    {
        head.Position = at;
        head.Skip(2);
        bool isPacked = (head.Number16() & 1) != 0;
        head.Skip(4);
        long length = head.Number64();
        byte[] bytes = head.Bytes(length);
        if (isPacked) bytes = Unpacked(bytes, at);
        return new HeadReader(
            new MemoryStream(bytes, writable: false), $"{dat.Name}, part at {at}", "a complete trace.dat") { IsBig = head.IsBig };
    }

    private byte[] Unpacked(byte[] bytes, long at)
    {
        if (dat.Packing is not { } packing) throw head.Bad(at, "a packed part in a file that says that it is not packed");
        HeadReader packed = new(
            new MemoryStream(bytes, writable: false), $"{dat.Name}, part at {at}", "a complete trace.dat") { IsBig = head.IsBig };
        using MemoryStream all = new();
        while (packed.Left > 0)
        {
            uint from = packed.Number32(), to = packed.Number32();
            if (to > DatChunks.MostUnpacked || all.Length + to > DatChunks.MostUnpacked)
                throw head.Bad(at, $"a packed piece of {to} bytes");
            byte[] piece = new byte[to];
            packing.Unpack(packed.Bytes(from), piece);
            all.Write(piece);
        }

        return all.ToArray();
    }

    private void Common(int kind, long size)
    {
        switch (kind)
        {
            case Clock:
                dat.TakeClock(Encoding.Latin1.GetString(head.Bytes(size)));
                break;
            case Statistics:
                dat.TakeStatistics(Encoding.Latin1.GetString(head.Bytes(size)));
                break;
            case Offset when long.TryParse(
                Encoding.Latin1.GetString(head.Bytes(size)).Trim('\0', ' '), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
                    out long ns):
                dat.TakeShift(ns);
                break;
            case Cycles when size >= 8:
                uint multiplier = head.Number32();
                dat.TakeCycles(multiplier, (int)head.Number32());
                break;
            default:
                break;
        }
    }

    private void Advance(long next) => head.Position = next;
}
