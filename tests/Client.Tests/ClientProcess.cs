using System.Diagnostics;

namespace Tickstorm.Tests;

/// <summary>The client as a process of its own, with an environment of its own.</summary>
internal sealed record ClientProcess(int ExitCode, string Output, string Error)
{
    /// <summary>Names the silo that was built with the tests.</summary>
    public static (string Name, string Value) OwnSilo { get; } =
        ("TICKSTORM_SILO", Path.Combine(AppContext.BaseDirectory, "silo", "tickstorm-silo"));

    /// <summary>What it posts is waited for as long as a busy machine takes.</summary>
    public static (string Name, string Value) PatientPosts { get; } = ("OTEL_EXPORTER_OTLP_TIMEOUT", "120000");

    public static ClientProcess Run(IEnumerable<(string Name, string Value)> environment, params string[] arguments) =>
        Run(environment, _ => { }, arguments);

    /// <summary>What is to happen meanwhile is told the number of the process.</summary>
    public static ClientProcess Run(IEnumerable<(string Name, string Value)> environment, Action<int> meanwhile, params string[] arguments)
    {
        using Process process = Start(environment, arguments);
        meanwhile(process.Id);
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        process.WaitForExit();
        return new ClientProcess(process.ExitCode, output.Result, error.Result);
    }

    /// <summary>Only begins it; both its streams are to be read.</summary>
    public static Process Start(IEnumerable<(string Name, string Value)> environment, params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "tickstorm.dll"), .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
