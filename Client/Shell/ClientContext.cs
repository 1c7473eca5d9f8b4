using System.Text;
using Tickstorm.Client.Running;
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
/// <param name="ErrorTerminal">Standard error, for what draws on a terminal.</param>
internal sealed record ClientContext(Stream OutputStream, TextWriter ErrorTerminal)
{
    private const int CustomaryWidth = 80;

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Standard output as text for people: no name in it can command the terminal.</summary>
    public TextWriter Output { get; } = new PrintableWriter(new StreamWriter(OutputStream, s_utf8, leaveOpen: true) { AutoFlush = true });

    /// <summary>Standard output, for what draws on a terminal.</summary>
    public TextWriter OutputTerminal { get; } = new StreamWriter(OutputStream, s_utf8, leaveOpen: true) { AutoFlush = true };

    /// <summary>Messages and progress: no name in them can command the terminal.</summary>
    public TextWriter Error { get; } = new PrintableWriter(ErrorTerminal);

    /// <summary>Standard input; null for that of the process.</summary>
    public Stream? Input { get; init; }

    /// <summary>True when colour and the terminal's width may be used.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>True when a line of progress may be drawn anew.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Columns of the terminal.</summary>
    public int Width { get; init; } = CustomaryWidth;

    /// <summary>How often progress is shown.</summary>
    public ProgressPace Pace { get; } = new();

    /// <summary>The arguments as given, for reports.</summary>
    public IReadOnlyList<string> CommandLine { get; init; } = [];

    /// <summary>Asks a run to stop.</summary>
    public CancellationToken Cancel { get; init; }

    /// <summary>Asks a run to stop, and is cancelled before <see cref="Cancel"/>: who waited for the command has gone.</summary>
    public CancellationToken HangUp { get; init; }

    /// <summary>How the command may leave a run of the cluster; null when it ends its runs with itself.</summary>
    public Cluster.Detachment? Detachment { get; init; }

    /// <summary>The exit code of runs that were interrupted, or left to the cluster; else that of the work.</summary>
    public int ExitCode(int work) =>
        !Cancel.IsCancellationRequested ? work : Detachment?.IsDone == true ? ExitCodes.Done : ExitCodes.Interrupted;

    /// <summary>An input by its name, - for standard input; reading it ends when the user does not want to wait any longer.</summary>
    public InputFile Reads(string path) => new(path, Input, Cancel);

    /// <summary>Runs a design.</summary>
    public Simulate Simulate
    {
        get => field ?? Cluster.ClusterCommands.Simulate(Error, Detachment);
        init;
    }
}
