using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using SharpCompress.Compressors.BZip2;
using SharpCompress.Compressors.ZStandard;
using Tickstorm.Traces.Files;
using Tickstorm.Traces.Inputs;

namespace Tickstorm.Hostile.Inputs;

/// <summary>Sound inputs of every format, small, made anew by the client itself or kept with the tests.</summary>
internal static class Sound
{
    private static readonly Lazy<Dictionary<string, byte[]>> s_traces = new(Traces);

    /// <summary>What a run writes in a format, by the name of the file.</summary>
    public static byte[] Trace(string name) => s_traces.Value[name];

    /// <summary>What trace-cmd prints of such a trace.</summary>
    public static byte[] Report()
    {
        StringBuilder text = new("cpus=4\n");
        foreach (string line in Encoding.UTF8.GetString(Trace("x.ftrace")).Split('\n'))
        {
            // Without the column of flags, in microseconds.
            string[] parts = line.Split((char[])[' '], 5, StringSplitOptions.RemoveEmptyEntries);
            if (line.StartsWith('#') || parts.Length < 5) continue;
            string[] time = parts[3].TrimEnd(':').Split('.');
            text.Append($"{parts[0],24} {parts[1]} {time[0],5}.{time[1][..6]}: {parts[4]}\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>The first lines of a real kernel's capture.</summary>
    public static byte[] Capture(int lines = 400)
    {
        using MemoryStream unpacked = new(Recording("33_smp4_default_busy1.txt.gz"));
        using StreamReader reader = new(unpacked);
        StringBuilder text = new();
        for (int i = 0; i < lines && reader.ReadLine() is { } line; i++) text.Append(line).Append('\n');
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>A file that a recorder wrote of a real kernel.</summary>
    public static byte[] Recording(string name)
    {
        using FileStream file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "data", name));
        using Stream unpacked = name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using MemoryStream all = new();
        unpacked.CopyTo(all);
        return all.ToArray();
    }

    /// <summary>A perf.data whose records are packed, as <c>perf record -z</c> packs them.</summary>
    public static byte[] PackedPerfData()
    {
        // tools/perf/util/header.h: the section of data is the second of the head's three; PERF_RECORD_COMPRESSED is 81.
        const int DataAt = 40, HeadOfRecord = 8, Piece = 1 << 15, Compressed = 81;
        byte[] plain = Recording("61_perf_g.data.gz");
        int from = (int)BinaryPrimitives.ReadInt64LittleEndian(plain.AsSpan(DataAt));
        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(plain.AsSpan(DataAt + 8));
        using MemoryStream packed = new();
        for (int at = 0; at < length; at += Piece)
        {
            byte[] piece = Zstd(plain.AsSpan(from + at, Math.Min(Piece, length - at)));
            byte[] head = new byte[HeadOfRecord];
            BinaryPrimitives.WriteInt32LittleEndian(head, Compressed);
            BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(6), (ushort)(HeadOfRecord + piece.Length));
            packed.Write(head);
            packed.Write(piece);
        }

        // What follows the data moves with its end: the sections of features name their places.
        byte[] end = plain[(from + length)..];
        int moved = (int)packed.Length - length;
        for (int section = 0; BinaryPrimitives.ReadInt64LittleEndian(end.AsSpan(section)) is var place
            && place >= from + length && place <= plain.Length; section += 16)
        {
            BinaryPrimitives.WriteInt64LittleEndian(end.AsSpan(section), place + moved);
        }

        byte[] all = [.. plain[..from], .. packed.ToArray(), .. end];
        BinaryPrimitives.WriteInt64LittleEndian(all.AsSpan(DataAt + 8), packed.Length);
        return all;
    }

    /// <summary>Packed by zstd.</summary>
    public static byte[] Zstd(ReadOnlySpan<byte> bytes)
    {
        using MemoryStream packed = new();
        using (CompressionStream zstd = new(packed, 3, 0, leaveOpen: true)) zstd.Write(bytes);
        return packed.ToArray();
    }

    /// <summary>Packed by bzip2.</summary>
    public static byte[] Bzip2(byte[] bytes)
    {
        using MemoryStream packed = new();
        using (BZip2Stream bzip2 = BZip2Stream.Create(packed, SharpCompress.Compressors.CompressionMode.Compress, false, true))
            bzip2.Write(bytes);
        return packed.ToArray();
    }

    /// <summary>The result of a run as JSON.</summary>
    public static byte[] Result() => Encoding.UTF8.GetBytes(
        Inside.Run("compare", "irq0-2007", "--designs", "irq0-edge,native-lapic", "--cpus", "4", "--json", "-").Output);

    /// <summary>What a killed run leaves in place of a trace.dat.</summary>
    public static byte[] Spool()
    {
        using TempFolder folder = new();
        string whole = folder.Path("whole.dat"), killed = folder.Path("killed.dat");
        File.WriteAllBytes(whole, Trace("x.dat"));
        SpoolWriter writer = new(killed);
        TraceFile.Read(new InputFile(whole), writer);
        // Other programs do not look at the lock.
        Tools.Run("cp", killed + ".spool", folder.Path("copy"));
        writer.Abandon();
        return File.ReadAllBytes(folder.Path("copy"));
    }

    /// <summary>The same as perf prints it.</summary>
    public static byte[] PerfScript()
    {
        StringBuilder text = new();
        for (int tick = 0; tick < 60; tick++)
        {
            for (int cpu = 0; cpu < 2; cpu++)
            {
                string begin = $"swapper     0 [{cpu:d3}]    {100 + tick / 250}.{tick % 250 * 4_000 + cpu:d6}:";
                text.Append($"{begin} irq_vectors:local_timer_entry: vector=236\n");
                text.Append(
                    $"{begin} timer:hrtimer_expire_entry: hrtimer=0xffff8881 function=tick_sched_timer now={100_000_000_000 + tick * 4_000_000L}\n");
                text.Append($"{begin} irq_vectors:local_timer_exit: vector=236\n");
            }
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Compressed.</summary>
    public static byte[] Packed(byte[] bytes)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(bytes);
        return packed.ToArray();
    }

    /// <summary>Some recorded vectors.</summary>
    public static byte[] Vectors(Random random)
    {
        string[] files = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "vectors"), "*.jsonl", SearchOption.AllDirectories);
        string[] lines = File.ReadAllLines(files[random.Next(files.Length)]);
        return Encoding.UTF8.GetBytes(lines[random.Next(lines.Length)] + "\n" + lines[random.Next(lines.Length)] + "\n");
    }

    /// <summary>A scenario of the library.</summary>
    public static byte[] Scenario(Random random)
    {
        string[] files = Directory.GetFiles(Path.Combine(Repository.Root, "scenarios"), "*.yaml");
        return File.ReadAllBytes(files[random.Next(files.Length)]);
    }

    private static Dictionary<string, byte[]> Traces()
    {
        using TempFolder folder = new();
        Dictionary<string, byte[]> made = [];
        string[] names = ["x.dat", "x.otlp", "x.otlp.json", "x.ctf", "x.chrome.json", "x.pftrace", "x.ftrace"];
        Inside run = Inside.Run([
            "run", "irq0-2007", "--design", "irq0-edge", "--cpus", "4",
            .. names.SelectMany(name => (string[])["--trace", folder.Path(name)])]);
        Assert.Equal(0, run.ExitCode);
        foreach (string name in names.Where(name => name != "x.ctf")) made[name] = File.ReadAllBytes(folder.Path(name));
        foreach (string stream in Directory.GetFiles(folder.Path("x.ctf")))
            made["x.ctf/" + Path.GetFileName(stream)] = File.ReadAllBytes(stream);
        return made;
    }

    /// <summary>Writes the folder of a CTF trace.</summary>
    public static void WriteFolder(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach ((string name, byte[] bytes) in s_traces.Value.Where(made => made.Key.StartsWith("x.ctf/", StringComparison.Ordinal)))
            File.WriteAllBytes(Path.Combine(folder, name[6..]), bytes);
    }
}
