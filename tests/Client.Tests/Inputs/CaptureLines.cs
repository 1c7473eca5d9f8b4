using System.IO.Compression;
using System.Text;

namespace Tickstorm.Tests.Inputs;

/// <summary>Captures of a machine of two CPUs, made by hand.</summary>
internal static class CaptureLines
{
    /// <summary>The number of the line that <see cref="With"/> puts in.</summary>
    public const int OddLine = 12;

    /// <summary>A second of ticks at HZ 250.</summary>
    public static string Sound(string header = "# tracer: nop\n#\n")
    {
        StringBuilder text = new(header);
        for (int tick = 0; tick < 250; tick++)
        {
            for (int cpu = 0; cpu < 2; cpu++) text.Append(Tick(cpu, $"100.{tick * 4_000 + cpu:d6}"));
        }

        return text.ToString();
    }

    /// <summary>The same with one odd line in it.</summary>
    public static string With(string odd)
    {
        string[] lines = Sound().Split('\n');
        return string.Join('\n', [.. lines[..(OddLine - 1)], odd, .. lines[(OddLine - 1)..]]);
    }

    /// <summary>A tick of a CPU.</summary>
    public static string Tick(int cpu, string time) =>
        $"          <idle>-0     [{cpu:d3}] d.h1.   {time}: local_timer_entry: vector=236\n"
        + $"          <idle>-0     [{cpu:d3}] d.h1.   {time}: local_timer_exit: vector=236\n";

    /// <summary>Compressed.</summary>
    public static byte[] Packed(string text)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }
}
