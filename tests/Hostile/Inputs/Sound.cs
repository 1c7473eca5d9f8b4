using System.IO.Compression;
using System.Text;

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
        using FileStream file = File.OpenRead(Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "data"), "33_*.gz").Single());
        using GZipStream unpacked = new(file, CompressionMode.Decompress);
        using StreamReader reader = new(unpacked);
        StringBuilder text = new();
        for (int i = 0; i < lines && reader.ReadLine() is { } line; i++) text.Append(line).Append('\n');
        return Encoding.UTF8.GetBytes(text.ToString());
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
        string[] names = ["x.dat", "x.otlp", "x.otlp.json", "x.ctf", "x.chrome.json", "x.ftrace"];
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
