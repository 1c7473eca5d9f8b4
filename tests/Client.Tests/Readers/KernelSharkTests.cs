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
        Func<int, int, bool> coloured = Drawn("native-lapic", bands: 3);
        (int From, int To)[] native = Bands(coloured);
        Assert.Equal(3, native.Length);
        // Ticks stand out of the band of the task; a row of ten for CPU 1.
        Assert.Equal(10, Runs(coloured, native[1].From - 6));

        // Of the three rows in sight the winner's alone has a task to the end.
        Assert.Single(Bands(Drawn("irq0-edge", bands: 1)));
    }

    private static (int From, int To)[] Bands(Func<int, int, bool> coloured)
    {
        List<(int, int)> bands = [];
        for (int y = Top; y < Bottom; y++)
        {
            bool full = Enumerable.Range(Left, Right - Left).Count(x => coloured(x, y)) > (Right - Left) * 9 / 10;
            if (!full) continue;
            if (bands.Count > 0 && bands[^1].Item2 == y - 1) bands[^1] = (bands[^1].Item1, y);
            else bands.Add((y, y));
        }

        return [.. bands];
    }

    private static int Runs(Func<int, int, bool> coloured, int y) =>
        Enumerable.Range(Left - 3, Right - Left + 6).Count(x => coloured(x, y) && !coloured(x - 1, y));

    // The screen once it has so many bands; what it has in the end where it never has.
    private static Func<int, int, bool> Drawn(string design, int bands)
    {
        using TempFolder folder = new();
        Assert.Equal(0, ClientRun.Real(
            "run", "irq0-2007", "--cpus", "4", "--design", design, "--trace", folder.Path("run.dat")).ExitCode);
        Tools.Run("chmod", "777", folder.Path(""), folder.Path("run.dat"));
        byte[] screen = [];
        using Process x = Start("Xvfb", "-displayfd", "1", "-screen", "0", "1200x700x24", "-fbdir", folder.Path(""));
        x.BeginErrorReadLine();
        // It says its number when it can be drawn on.
        string display = x.StandardOutput.ReadLine() ?? throw new InvalidOperationException("Xvfb does not start.");
        // It does not want to be started by root.
        using Process shark = Start(
            "runuser", "-u", "nobody", "--", "env", "HOME=" + folder.Path(""), $"DISPLAY=:{display}", "kernelshark", "-i", folder.Path("run.dat"));
        shark.BeginOutputReadLine();
        shark.BeginErrorReadLine();
        try
        {
            // Until two looks are alike and show it: on a busy machine a window that is half drawn may stand still too.
            for (int i = 0; i < 180; i++)
            {
                Thread.Sleep(1_000);
                string file = folder.Path("Xvfb_screen0");
                byte[] now = File.Exists(file) ? File.ReadAllBytes(file) : [];
                bool isStill = now.Length > 0 && now.AsSpan().SequenceEqual(screen);
                screen = now;
                if (isStill && Bands(Pixels(screen)).Length == bands) break;
            }
        }
        finally
        {
            foreach (Process one in new[] { shark, x })
            {
                one.Kill(entireProcessTree: true);
                one.WaitForExit();
            }
        }

        return Pixels(screen);
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

    private static Process Start(string program, params string[] arguments)
    {
        Process process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        return process;
    }
}
