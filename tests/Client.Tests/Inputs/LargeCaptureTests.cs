using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Tickstorm.Tests.Inputs;

/// <summary>Captures that take a while, read by the client as a process of its own.</summary>
public sealed class LargeCaptureTests : IDisposable
{
    private static readonly string s_program = Path.Combine(AppContext.BaseDirectory, "tickstorm.dll");
    private readonly TempFile _file = new("large.txt");

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task A_signal_ends_the_reading_of_a_large_capture_at_once()
    {
        const int Seconds = 2_800;
        const long UnderWay = 30_000_000;
        string second = CaptureLines.Sound(header: "");
        using (StreamWriter text = new(_file.Path))
        {
            for (int i = 0; i < Seconds; i++) text.Write(second.Replace("   100.", $"   {100 + i}.", StringComparison.Ordinal));
        }

        Assert.True(new FileInfo(_file.Path).Length > 160_000_000);
        foreach (string signal in Signals.Heard("INT", "TERM"))
        {
            // The busier the machine is the slower it reads: this process is to see in time how far it is.
            using Process process = Start("nice", "-n", "5", "dotnet", s_program, "analyze", _file.Path);
            Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
            // Not by a task: it is to be there when the time has come.
            while (!process.HasExited && Read(process) < UnderWay) Thread.Sleep(2);
            Signals.Send(signal, process.Id);
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == 130, $"{signal}: exit code {process.ExitCode}: {await error}");
            // What was read until then is shown for what it is: alone less than 0.3 s later, and however busy the machine is, before the end.
            Assert.Matches("^ftrace: [0-9,]+ events", await output);
            Assert.Matches("the rest was not read", await output);
        }
    }

    [Fact]
    public async Task Two_hundred_thousand_CPUs_that_occur_take_less_than_500_MB()
    {
        const int Cpus = 200_000;
        const long MostBytes = 500_000_000;
        using (StreamWriter text = new(_file.Path))
        {
            for (int tick = 0; tick < 2; tick++)
            {
                for (int cpu = 0; cpu < Cpus; cpu++) text.Write(CaptureLines.Tick(cpu, $"100.{tick * 500_000 + cpu * 2:d6}"));
            }
        }

        using Process process = Start("dotnet", s_program, "analyze", _file.Path);
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        long most = 0;
        while (!process.HasExited)
        {
            most = Math.Max(most, Most(process));
            await Task.Delay(10);
        }

        Assert.True(process.ExitCode == 0, await error);
        Assert.StartsWith("ftrace: 800,000 events, none lost, 200000 CPUs", await output, StringComparison.Ordinal);
        Assert.InRange(most, 50_000_000, MostBytes);
    }

    private static Process Start(string program, params string[] arguments) => Process.Start(
        new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;

    // Bytes that it has read of anything so far.
    private static long Read(Process process) => Figure(process, "io", "rchar: +(\\d+)");

    // The most memory that it has held so far, bytes.
    private static long Most(Process process) => 1_024 * Figure(process, "status", "VmHWM:\\s+(\\d+) kB");

    private static long Figure(Process process, string file, string pattern)
    {
        try
        {
            Match found = Regex.Match(File.ReadAllText($"/proc/{process.Id}/{file}"), pattern);
            return found.Success ? long.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
        }
        catch (IOException)
        {
            // It has ended.
            return 0;
        }
    }
}
