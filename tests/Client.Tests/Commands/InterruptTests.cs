using System.Diagnostics;
using System.Text.Json;
using Tickstorm.Traces.Analysis;

namespace Tickstorm.Tests.Commands;

/// <summary>Ctrl-C on the client itself.</summary>
public class InterruptTests
{
    [Fact]
    public async Task A_run_that_is_interrupted_leaves_readable_files_with_the_totals_of_what_was_done()
    {
        using TempFile folder = new("");
        string[] names = ["run.dat", "run.otlp", "run.otlp.json", "run.ctf", "run.trace.json", "run.ftrace"];
        ProcessStartInfo start = new(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "tickstorm.dll"), "run", "irq0-2007", "--design", "irq0-edge", "--cpus", "8",
            "--duration", "40000s", "--window", "1ms", "--json", "-"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string name in names)
        {
            start.ArgumentList.Add("--trace");
            start.ArgumentList.Add(Path.Combine(folder.Path, name));
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        // It is under way once something has reached a file.
        FileInfo text = new(Path.Combine(folder.Path, "run.ftrace"));
        while (!process.HasExited && !(text.Exists && text.Length > 0))
        {
            await Task.Delay(20);
            text.Refresh();
        }

        Tools.Run("sh", "-c", $"kill -INT {process.Id}");
        await process.WaitForExitAsync();

        Assert.True(process.ExitCode == 130, await error);
        using JsonDocument json = JsonDocument.Parse(await output);
        Assert.False(json.RootElement.GetProperty("complete").GetBoolean());
        long raised = json.RootElement.GetProperty("designs")[0].GetProperty("ticks").GetProperty("raised").GetInt64();
        foreach (string name in names)
        {
            AnalysisResult analysis = TraceAnalyzer.Analyze(Path.Combine(folder.Path, name));
            Assert.Equal(raised, analysis.Totals.Raised);
            Assert.Equal(analysis.Totals, analysis.Counted);
        }
    }
}
