using System.Text;
using Tickstorm.Client.Shell;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;

namespace Tickstorm.Tests;

/// <summary>Runs a command line with results made by hand in place of the simulator's.</summary>
internal sealed class ClientRun
{
    private ClientRun(int exitCode, string output, string error) => (ExitCode, Output, Error) = (exitCode, output, error);

    public int ExitCode { get; }

    public string Output { get; }

    public string Error { get; }

    public static ClientRun Of(params string[] args) => Of(null, default, args);

    /// <summary>Runs a command line with the simulator itself.</summary>
    public static ClientRun Real(params string[] args) =>
        Of((scenario, design, options, trace, progress, cancel) => Simulator.Run(scenario, design, options, trace, progress, cancel),
            default, args);

    public static ClientRun Of(Simulate? simulate, CancellationToken cancel, params string[] args) => Of(simulate, null, args, cancel);

    /// <summary>Runs a command line with something on its standard input.</summary>
    public static ClientRun Fed(Stream input, CancellationToken cancel, params string[] args) => Of(null, input, args, cancel);

    private static ClientRun Of(Simulate? simulate, Stream? input, string[] args, CancellationToken cancel)
    {
        using MemoryStream output = new();
        using StringWriter error = new();
        ClientContext context = new(output, error)
        {
            CommandLine = args,
            Input = input,
            Cancel = cancel,
            Simulate = simulate ?? ((scenario, design, _, _, _, _) => Results.Of(scenario, design)),
        };
        int exitCode = CommandLineProgram.Run(args, context);
        return new ClientRun(exitCode, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }

    /// <summary>Runs a command line and keeps the scenario that each design was run with.</summary>
    public static (ClientRun Run, List<(Scenario Scenario, string Design, EngineOptions Options)> Simulated) Watched(params string[] args)
    {
        List<(Scenario, string, EngineOptions)> simulated = [];
        ClientRun run = Of((scenario, design, options, _, _, _) =>
        {
            lock (simulated) simulated.Add((scenario, design, options));
            return Results.Of(scenario, design);
        }, default, args);
        return (run, simulated);
    }
}
