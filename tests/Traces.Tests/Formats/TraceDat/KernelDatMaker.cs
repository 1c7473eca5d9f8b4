using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using SharpCompress.Compressors.ZStandard;

namespace Tickstorm.Tests.Formats.TraceDat;

/// <summary>
/// Makes a trace.dat of a kernel that never was, from the description of the format (trace-cmd.dat.v6(5), trace-cmd.dat.v7(5)): for each
/// CPU a tick's timer that is armed, expires and is armed again.
/// </summary>
/// <param name="version">6 or 7.</param>
/// <param name="isBig">True for the highest byte of a number first.</param>
/// <param name="longSize">Bytes of the kernel's long and of its pointers.</param>
/// <param name="packing">none, zlib or zstd; of version 7.</param>
internal sealed class KernelDatMaker(int version, bool isBig, int longSize, string packing) : IDisposable
{
    public const int Cpus = 2;
    public const int Ticks = 300;
    public const long PeriodNs = 4_000_000;
    private const int PageSize = 4_096;
    private const int Entry = 300, Exit = 301, Start = 302, Expire = 303;
    private readonly MemoryStream _file = new();

    private int DataAt => 8 + longSize;

    private long Function => longSize == 8 ? unchecked((long)0xffffffff81100000) : 0xc0100000;

    public void Dispose() => _file.Dispose();

    /// <summary>The file.</summary>
    public byte[] Make()
    {
        _file.Write([0x17, 0x08, 0x44, .. "tracing"u8]);
        Text(version.ToString(CultureInfo.InvariantCulture));
        _file.Write([(byte)(isBig ? 1 : 0), (byte)longSize]);
        Number(PageSize, 4);
        byte[][] pages = [.. Enumerable.Range(0, Cpus).Select(Pages)];
        if (version == 6) Version6(pages);
        else Version7(pages);
        return _file.ToArray();
    }

    private void Version6(byte[][] pages)
    {
        _file.Write(Heads());
        _file.Write(Numbers((0, 4))); // ftrace's own events
        _file.Write(Events());
        _file.Write(Sized(Symbols(), 4));
        _file.Write(Sized([], 4));
        _file.Write(Sized(Tasks(), 8));
        Number(Cpus, 4);
        Text("options  ");
        Number(0, 2);
        Text("flyrecord");
        long at = Aligned(_file.Position + 16L * Cpus);
        foreach (byte[] part in pages)
        {
            Number(at, 8);
            Number(part.Length, 8);
            at += part.Length;
        }

        foreach (byte[] part in pages)
        {
            _file.Position = Aligned(_file.Position);
            _file.Write(part);
        }
    }

    // Sections with a head each; the options at the end name where they stand.
    private void Version7(byte[][] pages)
    {
        Text(packing);
        Text(packing == "none" ? "" : "1.0");
        long optionsAt = _file.Position;
        Number(0, 8);
        List<(int Option, long At)> sections =
        [
            (16, Section(16, Heads())), (17, Section(17, Numbers((0, 4)))), (18, Section(18, Events())),
            (19, Section(19, Sized(Symbols(), 4))), (20, Section(20, Sized([], 4))), (21, Section(21, Sized(Tasks(), 8))),
        ];
        byte[][] packed = [.. pages.Select(part => Chunks(part))];
        long bufferAt = _file.Position, at = Aligned(bufferAt + 16);
        _file.Write(Numbers((3, 2), (packing == "none" ? 0 : 1, 2), (0, 4), (packed.Sum(part => part.Length), 8)));
        using MemoryStream buffer = new();
        buffer.Write(Numbers((bufferAt, 8), (0, 1))); // the top buffer has no name
        buffer.Write([.. "mono"u8, 0]);
        buffer.Write(Numbers((PageSize, 4), (Cpus, 4)));
        for (int cpu = 0; cpu < Cpus; cpu++)
        {
            buffer.Write(Numbers((cpu, 4), (at, 8), (packed[cpu].Length, 8)));
            _file.Position = at;
            _file.Write(packed[cpu]);
            at = Aligned(_file.Position);
        }

        using MemoryStream options = new();
        foreach ((int option, long where) in sections) options.Write(Numbers((option, 2), (8, 4), (where, 8)));
        options.Write(Numbers((8, 2), (4, 4), (Cpus, 4)));
        options.Write(Numbers((3, 2), (buffer.Length, 4)));
        options.Write(buffer.ToArray());
        options.Write(Numbers((0, 2), (8, 4), (0, 8)));
        long place = Section(0, options.ToArray());
        _file.Position = optionsAt;
        Number(place, 8);
        _file.Position = _file.Length;
    }

    private long Section(int id, byte[] content)
    {
        long at = _file.Position;
        byte[] body = packing == "none" ? content : [.. Numbers((Pack(content).Length, 4), (content.Length, 4)), .. Pack(content)];
        _file.Write(Numbers((id, 2), (packing == "none" ? 0 : 1, 2), (0, 4), (body.Length, 8)));
        _file.Write(body);
        return at;
    }

    // Some pages at a time are packed together.
    private byte[] Chunks(byte[] pages)
    {
        if (packing == "none") return pages;
        using MemoryStream all = new();
        byte[][] chunks = [.. pages.Chunk(3 * PageSize)];
        all.Write(Numbers((chunks.Length, 4)));
        foreach (byte[] chunk in chunks)
        {
            byte[] packed = Pack(chunk);
            all.Write(Numbers((packed.Length, 4), (chunk.Length, 4)));
            all.Write(packed);
        }

        return all.ToArray();
    }

    private byte[] Pack(byte[] bytes)
    {
        using MemoryStream packed = new();
        using (Stream into = packing == "zlib" ? new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true)
            : new CompressionStream(packed, 1, 0, leaveOpen: true))
        {
            into.Write(bytes);
        }

        return packed.ToArray();
    }

    private byte[] Heads()
    {
        string page = "\tfield: u64 timestamp;\toffset:0;\tsize:8;\tsigned:0;\n"
            + $"\tfield: local_t commit;\toffset:8;\tsize:{longSize};\tsigned:1;\n"
            + "\tfield: int overwrite;\toffset:8;\tsize:1;\tsigned:1;\n"
            + $"\tfield: char data;\toffset:{DataAt};\tsize:{PageSize - DataAt};\tsigned:1;\n";
        string head = "# compressed entry header\n\ttype_len    :    5 bits\n\ttime_delta  :   27 bits\n\tarray       :   32 bits\n\n"
            + "\tpadding     : type == 29\n\ttime_extend : type == 30\n\ttime_stamp : type == 31\n\tdata max type_len  == 28\n";
        return [.. "header_page\0"u8, .. Sized(Encoding.ASCII.GetBytes(page), 8),
            .. "header_event\0"u8, .. Sized(Encoding.ASCII.GetBytes(head), 8)];
    }

    private byte[] Events()
    {
        // Where a 64-bit number stands in a structure depends on the machine; the description says it.
        int now = 8 + 2 * longSize;
        now = now + 7 & ~7;
        string vector = "\tfield:int vector;\toffset:8;\tsize:4;\tsigned:1;\n";
        string timer = $"\tfield:void * hrtimer;\toffset:8;\tsize:{longSize};\tsigned:0;\n";
        string function = $"\tfield:void * function;\toffset:{8 + longSize};\tsize:{longSize};\tsigned:0;\n";
        return [.. Numbers((2, 4)),
            .. "irq_vectors\0"u8, .. Numbers((2, 4)), .. Event("local_timer_entry", Entry, vector, "\"vector=%d\", REC->vector"),
            .. Event("local_timer_exit", Exit, vector, "\"vector=%d\", REC->vector"),
            .. "timer\0"u8, .. Numbers((2, 4)),
            .. Event("hrtimer_start", Start, timer + function + $"\tfield:s64 expires;\toffset:{now};\tsize:8;\tsigned:1;\n",
                "\"hrtimer=%p function=%ps expires=%llu\", REC->hrtimer, REC->function, REC->expires"),
            .. Event("hrtimer_expire_entry", Expire, timer + function + $"\tfield:s64 now;\toffset:{now};\tsize:8;\tsigned:1;\n",
                "\"hrtimer=%p function=%ps now=%llu\", REC->hrtimer, REC->function, REC->now")];
    }

    private byte[] Event(string name, int id, string fields, string print) => Sized(Encoding.ASCII.GetBytes(
        $"name: {name}\nID: {id}\nformat:\n\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n"
        + "\tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;\n"
        + "\tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;\n"
        + $"\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n\n{fields}\nprint fmt: {print}\n"), 8);

    private byte[] Symbols() => Encoding.ASCII.GetBytes(
        Function.ToString(longSize == 8 ? "x16" : "x8", CultureInfo.InvariantCulture) + " T tick_sched_timer\n");

    private static byte[] Tasks() => [.. "258 busy\n259 busy\n"u8];

    // Each tick: armed for its time, the interrupt 2 us later, the timer expires, is armed again.
    private byte[] Pages(int cpu)
    {
        using MemoryStream all = new();
        long due = 1_000_000_000 + PeriodNs, time = due - PeriodNs + 50_000;
        List<(long TimeNs, byte[] Body)> events = [(time, Timer(Start, cpu, due))];
        for (int tick = 0; tick < Ticks; tick++, due += PeriodNs)
        {
            events.Add((due + 2_000, [.. Common(Entry, cpu), .. Numbers((236, 4))]));
            events.Add((due + 3_000, Timer(Expire, cpu, due + 2_500)));
            events.Add((due + 5_000, Timer(Start, cpu, due + PeriodNs)));
            events.Add((due + 6_000, [.. Common(Exit, cpu), .. Numbers((236, 4))]));
        }

        for (int next = 0; next < events.Count;)
        {
            using MemoryStream page = new();
            long since = events[next].TimeNs;
            long first = since;
            while (next < events.Count && page.Length + 8 + 4 + events[next].Body.Length + 4 <= PageSize - DataAt)
            {
                (long at, byte[] body) = events[next++];
                page.Write(Numbers((Head((body.Length + 3) / 4, at - since), 4)));
                page.Write(body);
                page.Write(new byte[-body.Length & 3]);
                since = at;
            }

            all.Write(Numbers((first, 8), (page.Length, longSize)));
            all.Write(page.ToArray());
            all.Write(new byte[PageSize - DataAt - page.Length]);
        }

        return all.ToArray();
    }

    // Bit fields lie in the order of the machine.
    private long Head(int words, long delta) => isBig ? (long)words << 27 | delta : delta << 5 | (long)words;

    private byte[] Timer(int id, int cpu, long value)
    {
        byte[] body = [.. Common(id, cpu), .. Numbers((0x1000 + 64 * cpu, longSize), (Function, longSize))];
        return [.. body, .. new byte[-body.Length & 7], .. Numbers((value, 8))];
    }

    private byte[] Common(int id, int cpu) => [.. Numbers((id, 2)), 1, 0, .. Numbers((258 + cpu, 4))];

    private byte[] Sized(byte[] bytes, int size) => [.. Numbers((bytes.Length, size)), .. bytes];

    private void Text(string text) => _file.Write([.. Encoding.ASCII.GetBytes(text), 0]);

    private void Number(long value, int size) => _file.Write(Numbers((value, size)));

    private static long Aligned(long at) => at + PageSize - 1 & ~(PageSize - 1L);

    private byte[] Numbers(params ReadOnlySpan<(long Value, int Size)> numbers)
    {
        List<byte> bytes = [];
        byte[] one = new byte[8];
        foreach ((long value, int size) in numbers)
        {
            BinaryPrimitives.WriteInt64LittleEndian(one, value);
            IEnumerable<byte> part = one.Take(size);
            bytes.AddRange(isBig ? part.Reverse() : part);
        }

        return [.. bytes];
    }
}
