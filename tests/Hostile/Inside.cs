using System.Diagnostics;
using System.Text;
using Tickstorm.Client.Shell;

namespace Tickstorm.Hostile;

/// <summary>The client in this process: fast enough for thousands of inputs.</summary>
internal sealed record Inside(int ExitCode, string Output, string Error)
{
    /// <summary>No input may take more of the processors: what they do for others does not count.</summary>
    private static readonly TimeSpan s_most = TimeSpan.FromSeconds(10) * Environment.ProcessorCount;

    /// <summary>Nor more than this by the clock, whatever it waits for.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(200);

    /// <summary>Runs a command line to its end, which must come in time.</summary>
    public static Inside Run(params string[] args)
    {
        using FirstBytes output = new();
        using StringWriter error = new();
        using CancellationTokenSource cancel = new();
        ClientContext context = new(output, error) { CommandLine = args, Cancel = cancel.Token };
        TimeSpan used = Environment.CpuUsage.TotalTime;
        long began = Stopwatch.GetTimestamp();
        Task<int> run = Task.Factory.StartNew(
            () => CommandLineProgram.Run(args, context), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        while (!run.Wait(s_look))
        {
            TimeSpan taken = Environment.CpuUsage.TotalTime - used, waited = Stopwatch.GetElapsedTime(began);
            if (taken < s_most && waited < s_longest) continue;
            cancel.Cancel();
            Assert.Fail($"it takes {taken.TotalSeconds:0} s of the processors, and {waited.TotalSeconds:0} s: {string.Join(' ', args)}");
        }

        return new Inside(run.Result, output.Text, error.ToString());
    }

    /// <summary>Keeps the beginning of what is written to it: of a million CPUs it would be more than a command may take.</summary>
    private sealed class FirstBytes : MemoryStream
    {
        private const int Most = 1 << 20;

        public string Text => Encoding.UTF8.GetString(ToArray());

        public override void Write(byte[] buffer, int offset, int count) =>
            base.Write(buffer, offset, Math.Min(count, Most - (int)Length));
    }

    /// <summary>It ended as a command of the contract does, and says why when it refuses. The heap of these tests is limited: memory is
    /// never
    /// what it lacks.</summary>
    public Inside IsOrderly()
    {
        Assert.True(ExitCode is 0 or 1 or 2, $"exit code {ExitCode}: {Error}");
        Assert.DoesNotContain("\n   at ", Error, StringComparison.Ordinal);
        Assert.DoesNotContain("internal error", Error, StringComparison.Ordinal);
        Assert.DoesNotContain("out of memory", Error, StringComparison.Ordinal);
        if (ExitCode == 2) Assert.Matches("[^ ]+: .+", Error);
        Assert.True(Error.Split('\n').Length <= 60, "more than 50 problems are printed");
        return this;
    }
}
