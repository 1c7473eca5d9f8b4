using System.Text;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Traces.Inputs;
using Tickstorm.Tracing;

namespace Tickstorm.Client.Shell;

/// <summary>Runs one design of a scenario; <see cref="Simulator.Run"/> but in tests.</summary>
internal delegate DesignResult Simulate(
    Scenario scenario, string design, EngineOptions options, ITraceSink? trace, IProgress<long>? progress, CancellationToken cancel);

/// <summary>The outside world as a command sees it.</summary>
/// <param name="OutputStream">Standard output as bytes, for JSON.</param>
/// <param name="Error">Messages and progress.</param>
internal sealed record ClientContext(Stream OutputStream, TextWriter Error)
{
    /// <summary>Standard output as text.</summary>
    public TextWriter Output { get; } = new StreamWriter(OutputStream, new UTF8Encoding(false), leaveOpen: true) { AutoFlush = true };

    /// <summary>Standard input; null for that of the process.</summary>
    public Stream? Input { get; init; }

    /// <summary>True when colour and the terminal's width may be used.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>True when progress may be shown.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>The arguments as given, for reports.</summary>
    public IReadOnlyList<string> CommandLine { get; init; } = [];

    /// <summary>Asks a run to stop.</summary>
    public CancellationToken Cancel { get; init; }

    /// <summary>An input by its name, - for standard input; reading it ends when the user does not want to wait any longer.</summary>
    public InputFile Reads(string path) => new(path, Input, Cancel);

    /// <summary>Runs a design.</summary>
    public Simulate Simulate { get; init; } = Cluster.ClusterCommands.Simulate(Error);
}
