using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Tickstorm.Tests.Inputs;

/// <summary>Ctrl-C while a capture that has no end is read.</summary>
public sealed class InterruptedCaptureTests : IDisposable
{
    private readonly string _out = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose() => File.Delete(_out);

    [Theory]
    [InlineData("analyze", "-")]
    [InlineData("convert", "-", "--to", "otlp", "--out", "OUT")]
    [InlineData("convert", "-", "--to", "chrome", "--out", "OUT")]
    public async Task Ctrl_C_gives_what_was_read_and_ends_with_130_at_once(params string[] command)
    {
        IEnumerable<string> words = command.Select(word => word == "OUT" ? _out : word);
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "tickstorm.dll"), .. words])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        TaskCompletionSource enough = new();
        Task feeding = Task.Run(() => Feed(process.StandardInput.BaseStream, enough));
        await enough.Task.WaitAsync(TimeSpan.FromMinutes(3));
        Signals.Send(Signals.Heard("INT", "TERM").First(), process.Id);
        // A second on a machine of its own. The capture has no end: who did not hear of it would read on.
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(2));
        await process.WaitForExitAsync(patience.Token);
        Assert.Equal(130, process.ExitCode);
        Assert.Matches(command[0] == "analyze" ? "^ftrace: [0-9,]+ events" : "[0-9]+ spans", await output);
        Assert.Contains("interrupted", await output + await error, StringComparison.Ordinal);
        await feeding;
    }

    private static void Feed(Stream input, TaskCompletionSource enough)
    {
        try
        {
            for (long tick = 0;; tick++)
            {
                long us = 1_000_000 + tick * 4_000;
                string seconds = string.Create(CultureInfo.InvariantCulture, $"{us / 1_000_000}.{us % 1_000_000:d6}");
                input.Write(Encoding.ASCII.GetBytes(
                    $"  busy-{1 + tick % 2} [000] d.h1. {seconds}: local_timer_entry: vector=236\n"
                    + $"  busy-{1 + tick % 2} [000] d.h1. {seconds}: local_timer_exit: vector=236\n"));
                // More than a pipe holds: the command reads.
                if (tick == 20_000) enough.TrySetResult();
            }
        }
        catch (IOException)
        {
            // The command has gone.
        }
    }
}
