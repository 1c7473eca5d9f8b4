using System.Buffers.Binary;
using System.Diagnostics;

namespace Tickstorm.Tests.Readers;

/// <summary>KernelShark draws our trace.dat on a screen that nobody sees.</summary>
public sealed class KernelSharkTests
{
    // The graph of its first window of 650 by 458.
    private const int Left = 90, Right = 605, Top = 140, Bottom = 284;

    [ToolFact("kernelshark", "Xvfb", "runuser")]
    public void Every_cpu_has_its_ticks_and_a_silent_one_is_blank()
    {
        (int From, int To)[] native = Bands(Drawn("native-lapic", out Func<int, int, bool> coloured), out _);
        Assert.Equal(3, native.Length);
        // Ticks stand out of the band of the task; a row of ten for CPU 1.
        Assert.Equal(10, Runs(coloured, native[1].From - 6));

        // Of the three rows in sight the winner's alone has a task to the end.
        Assert.Single(Bands(Drawn("irq0-edge", out _), out _));
    }

    private static (int From, int To)[] Bands(Func<int, int, bool> coloured, out int rows)
    {
        List<(int, int)> bands = [];
        rows = 0;
        for (int y = Top; y < Bottom; y++)
        {
            bool full = Enumerable.Range(Left, Right - Left).Count(x => coloured(x, y)) > (Right - Left) * 9 / 10;
            if (!full) continue;
            rows++;
            if (bands.Count > 0 && bands[^1].Item2 == y - 1) bands[^1] = (bands[^1].Item1, y);
            else bands.Add((y, y));
        }

        return [.. bands];
    }

    private static int Runs(Func<int, int, bool> coloured, int y) =>
        Enumerable.Range(Left - 3, Right - Left + 6).Count(x => coloured(x, y) && !coloured(x - 1, y));

    private static Func<int, int, bool> Drawn(string design, out Func<int, int, bool> coloured)
    {
        using TempFolder folder = new();
        Assert.Equal(0, ClientRun.Real(
            "run", "irq0-2007", "--cpus", "4", "--design", design, "--trace", folder.Path("run.dat")).ExitCode);
        Tools.Run("chmod", "777", folder.Path(""), folder.Path("run.dat"));
        byte[] screen = [];
        int display = 90 + Environment.ProcessId % 400;
        using Process x = Begin("Xvfb", $":{display}", "-screen", "0", "1200x700x24", "-fbdir", folder.Path(""));
        // It does not want to be started by root.
        using Process shark = Begin(
            "runuser", "-u", "nobody", "--", "env", "HOME=" + folder.Path(""), $"DISPLAY=:{display}", "kernelshark", "-i", folder.Path("run.dat"));
        try
        {
            // Until two looks are alike and show something.
            for (int i = 0; i < 180; i++)
            {
                Thread.Sleep(1_000);
                string file = folder.Path("Xvfb_screen0");
                byte[] now = File.Exists(file) ? File.ReadAllBytes(file) : [];
                bool isStill = now.Length > 0 && now.AsSpan().SequenceEqual(screen);
                screen = now;
                if (isStill && Bands(Pixels(screen), out int rows).Length > 0 && rows > 0) break;
            }
        }
        finally
        {
            // The next screen has the same number: this one is to be gone.
            foreach (Process one in new[] { shark, x })
            {
                one.Kill(entireProcessTree: true);
                one.WaitForExit();
            }
        }

        return coloured = Pixels(screen);
    }

    // An X window dump: a header with its own length, a map of colours, then 4 bytes a pixel.
    private static Func<int, int, bool> Pixels(byte[] dump)
    {
        int Head(int field) => BinaryPrimitives.ReadInt32BigEndian(dump.AsSpan(4 * field));
        int pixels = Head(0) + Head(19) * 12, line = Head(12);
        return (x, y) =>
        {
            ReadOnlySpan<byte> pixel = dump.AsSpan(pixels + y * line + 4 * x, 4);
            int most = Math.Max(pixel[0], Math.Max(pixel[1], pixel[2])), least = Math.Min(pixel[0], Math.Min(pixel[1], pixel[2]));
            return most - least > 80;
        };
    }

    private static Process Begin(string program, params string[] arguments)
    {
        Process process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
