using System.Diagnostics;

namespace Tickstorm.Hostile;

/// <summary>The client under a shell that does something to it.</summary>
internal sealed record Client(int ExitCode, string Output, string Error)
{
    /// <summary>No command may take longer, whatever is done to it.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(3);

    /// <summary>KiB; what hangs and writes must not fill the disk meanwhile.</summary>
    private const int LargestFile = 256 << 10;

    /// <summary>The command that starts it, for a shell: <c>"$@"</c> follows.</summary>
    public const string Command = "exec dotnet \"$CLIENT\" \"$@\"";

    /// <summary>Runs it to its end; <paramref name="shell"/> has <see cref="Command"/> and what is done to it.</summary>
    public static Client Run(string shell, params string[] arguments)
    {
        using Process process = Start(shell, arguments);
        return End(process);
    }

    /// <summary>Starts it.</summary>
    public static Process Start(string shell, params string[] arguments)
    {
        ProcessStartInfo start = new("bash", ["-c", $"ulimit -f {LargestFile}; {shell}", "bash", .. arguments])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        // The runtime keeps its own code in a file too, larger than that, unless told not to.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        start.Environment["CLIENT"] = Path.Combine(AppContext.BaseDirectory, "tickstorm.dll");
        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    /// <summary>Waits for its end, which must come in time.</summary>
    public static Client End(Process process)
    {
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(s_longest))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"it does not end: {string.Join(' ', process.StartInfo.ArgumentList)}");
        }

        return new Client(process.ExitCode, output.Result, error.Result);
    }

    /// <summary>It ended as a command of the contract does.</summary>
    public Client IsOrderly(params int[] exitCodes)
    {
        Assert.DoesNotContain("\n   at ", Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", Error, StringComparison.Ordinal);
        Assert.DoesNotContain("internal error", Error, StringComparison.Ordinal);
        Assert.True(exitCodes.Contains(ExitCode), $"exit code {ExitCode}: {Error}");
        return this;
    }
}
