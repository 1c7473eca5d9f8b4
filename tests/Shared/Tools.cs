using System.Diagnostics;

namespace Tickstorm.Tests;

/// <summary>Programs of this machine that tests read files with.</summary>
internal static class Tools
{
    /// <summary>Where a program is; null when it is not installed.</summary>
    public static string? Path(string tool) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator)
        .Select(folder => System.IO.Path.Combine(folder, tool)).FirstOrDefault(File.Exists);

    /// <summary>The first of some programs that is not installed; null when all are.</summary>
    public static string? FirstMissing(IEnumerable<string> tools) => tools.FirstOrDefault(tool => Path(tool) is null);

    /// <summary>
    /// Why a test is skipped: null when what it needs is there, and where everything is said to be there, so that it fails instead.
    /// </summary>
    public static string? SkipUnless(bool isThere, string reason) =>
        isThere || Environment.GetEnvironmentVariable("TICKSTORM_READERS") == "all" ? null : reason;

    /// <summary>Runs a program to its end and returns what it printed; fails with its errors when it does.</summary>
    public static string Run(string tool, params string[] arguments)
    {
        ProcessStartInfo start = new(tool, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error.Result);
        return output;
    }
}
