using System.Diagnostics;
using System.Text.Json;
using Tickstorm.Traces.Analysis;
using Tickstorm.Traces.Formats;

namespace Tickstorm.Tests.Commands;

/// <summary>Signals to the client itself, while it writes traces of every format.</summary>
public sealed class InterruptTests : IDisposable
{
    private static readonly string[] s_names = ["run.dat", "run.otlp", "run.otlp.json", "run.ctf", "run.trace.json", "run.ftrace"];
    private readonly TempFile _folder = new("");

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Heard => [.. Signals.Heard("INT", "TERM", "HUP")];

    [Theory]
    [MemberData(nameof(Heard))]
    public async Task A_run_that_is_asked_to_stop_leaves_readable_files_with_the_totals_of_what_was_done(string signal)
    {
        (int exitCode, string output, string error) = await Signalled(signal);

        Assert.True(exitCode == 130, error);
        using JsonDocument json = JsonDocument.Parse(output);
        Assert.False(json.RootElement.GetProperty("complete").GetBoolean());
        long raised = json.RootElement.GetProperty("designs")[0].GetProperty("ticks").GetProperty("raised").GetInt64();
        foreach (string name in s_names)
        {
            AnalysisResult analysis = TraceAnalyzer.Analyze(Path.Combine(_folder.Path, name));
            Assert.Equal(raised, analysis.Totals.Raised);
            Assert.Equal(analysis.Totals, analysis.Counted);
            Assert.Null(analysis.Contradiction);
            Assert.False(analysis.Source.Cut);
        }

        Assert.Equal(s_names.Order(), Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task What_a_killed_run_left_is_read_as_far_as_it_goes_and_never_taken_for_whole()
    {
        await Signalled("KILL");

        foreach (string name in s_names)
        {
            string path = Path.Combine(_folder.Path, name);
            try
            {
                AnalysisResult analysis = TraceAnalyzer.Analyze(path);
                Assert.True(analysis.Source.Cut);
                Assert.DoesNotContain("none lost", AnalysisText.Lines(analysis).First(), StringComparison.Ordinal);
                ClientRun run = ClientRun.Of("analyze", path, "--json", "-");
                Assert.Equal(1, run.ExitCode);
                Assert.Contains("\"cut\": true", run.Output, StringComparison.Ordinal);
                Assert.Matches("cut: no totals; (figures up to|no record)", run.Error);
            }
            catch (TraceFormatException empty)
            {
                // Nothing had been written yet, or not so far that the file says which run it is of.
                Assert.True(new FileInfo(path).Length < 4_096, empty.Message);
                Assert.Matches("empty|no resource has", empty.Message);
            }
        }
    }

    [Fact]
    public async Task A_run_under_nohup_outlives_its_terminal()
    {
        (int exitCode, string output, string _) = await Signalled("HUP", "nohup");
        Assert.Equal(130, exitCode);
        Assert.Contains("\"complete\": false", output, StringComparison.Ordinal);
        Assert.True(_outlived);
    }

    private bool _outlived;

    private async Task<(int ExitCode, string Output, string Error)> Signalled(string signal, string? under = null)
    {
        string[] command =
        [
            "dotnet", Path.Combine(AppContext.BaseDirectory, "tickstorm.dll"), "run", "irq0-2007", "--design", "irq0-edge", "--cpus", "8",
            "--duration", "40000s", "--window", "1ms", "--json", "-",
        ];
        if (under is not null) command = [under, .. command];
        ProcessStartInfo start = new(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string name in s_names)
        {
            start.ArgumentList.Add("--trace");
            start.ArgumentList.Add(Path.Combine(_folder.Path, name));
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        // It is under way once something has reached a file.
        FileInfo text = new(Path.Combine(_folder.Path, "run.ftrace"));
        while (!process.HasExited && !(text.Exists && text.Length > 0))
        {
            await Task.Delay(20);
            text.Refresh();
        }

        Signals.Send(signal, process.Id);
        if (under is not null)
        {
            await Task.Delay(500);
            _outlived = !process.HasExited;
            Signals.Send("TERM", process.Id);
        }

        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
