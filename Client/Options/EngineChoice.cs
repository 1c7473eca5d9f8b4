using System.CommandLine;
using System.Globalization;
using Tickstorm.Client.Shell;
using Tickstorm.Scenarios.Yaml;
using Tickstorm.Simulation;

namespace Tickstorm.Client.Options;

/// <summary>The options that choose how a scenario is run; they do not change what a run gives.</summary>
internal sealed class EngineChoice
{
    private const int MostThreads = 1024;

    // Below this a worker has less to do in a round than waiting for the others costs.
    private const int CpusPerThread = 4_096;
    private const long WidestWindowNs = 10_000_000_000;

    private readonly Option<string> _engine = new("--engine")
    {
        Description = "sequential, parallel or cluster", DefaultValueFactory = _ => "parallel", HelpName = "engine",
    };
    private readonly Option<string?> _threads = new("--threads")
    {
        Description = "Worker threads of the parallel engine (default: as many as have work, up to the processors)", HelpName = "threads",
    };
    private readonly Option<string> _window = new("--window")
    {
        Description = "auto, or the window as a duration or in ns", DefaultValueFactory = _ => "auto", HelpName = "window",
    };
    private readonly Option<bool> _perCpu = new("--per-cpu") { Description = "Add each CPU's ledger to the JSON" };

    private readonly Option<string> _paths = new("--paths")
    {
        Description = "straight, or general: no plain case is executed as one step",
        DefaultValueFactory = _ => "straight",
        HelpName = "paths",
    };

    private readonly Option<bool> _whatIf = new("--what-if")
    {
        Description = "Run designs that the kernel version does not have, or that crash it, and mark them",
    };

    private readonly ExecutionOption _execution = new();

    private bool _onCluster;

    /// <summary>Adds the options to a command.</summary>
    public EngineChoice AddTo(Command command)
    {
        command.Add(_engine);
        command.Add(_threads);
        command.Add(_paths);
        return AddOthers(command);
    }

    /// <summary>Adds the options to a command that runs on the cluster.</summary>
    public EngineChoice AddToCluster(Command command)
    {
        _onCluster = true;
        return AddOthers(command);
    }

    private EngineChoice AddOthers(Command command)
    {
        command.Add(_window);
        command.Add(_perCpu);
        command.Add(_whatIf);
        _execution.AddTo(command);
        return this;
    }

    /// <summary>The options with a number of threads that suits a machine, unless one was given.</summary>
    public static EngineOptions Suited(EngineOptions options, int cpus) =>
        options.Threads > 0 ? options : options with { Threads = Math.Clamp(cpus / CpusPerThread, 1, Environment.ProcessorCount) };

    /// <summary>The engine's options as chosen; 0 threads when none were.</summary>
    public EngineOptions Of(ParseResult parsed)
    {
        string kind = _onCluster ? "cluster" : parsed.GetValue(_engine)!;
        if (kind is not ("sequential" or "parallel" or "cluster"))
            throw new BadInputException($"--engine is \"{kind}\"; it must be sequential, parallel or cluster");
        return _execution.With(parsed, new EngineOptions
        {
            Kind = kind,
            Threads = kind == "parallel" ? Threads(parsed.GetValue(_threads)) : 1,
            WindowNs = Window(parsed.GetValue(_window)!),
            PerCpu = parsed.GetValue(_perCpu),
            WhatIf = parsed.GetValue(_whatIf),
            GeneralPaths = IsGeneral(_onCluster ? "straight" : parsed.GetValue(_paths)!, kind),
        });
    }

    private static int Threads(string? text)
    {
        if (text is null) return 0;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int threads) && threads is >= 1 and <= MostThreads)
            return threads;
        throw new BadInputException($"--threads is \"{text}\"; it must be a whole number from 1 to {MostThreads}");
    }

    private static bool IsGeneral(string paths, string kind)
    {
        if (paths is not ("straight" or "general")) throw new BadInputException($"--paths is \"{paths}\"; it must be straight or general");
        if (paths == "general" && kind == "cluster") throw new BadInputException("--paths general is for the engines of one process");
        return paths == "general";
    }

    private static long Window(string text)
    {
        if (text == "auto") return 0;
        bool known = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long ns) || Durations.TryParse(text, out ns);
        if (known && ns is >= 1 and <= WidestWindowNs) return ns;
        throw new BadInputException($"--window is \"{text}\"; it must be auto, or a duration up to 10s such as 100us, or a number of ns");
    }
}
