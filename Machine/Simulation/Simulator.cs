using Tickstorm.Engine;
using Tickstorm.Engine.Window;
using Tickstorm.Kernel;
using Tickstorm.Kernel.Boot;
using Tickstorm.Kernel.Designs;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Scenarios.Yaml;

namespace Tickstorm.Simulation;

/// <summary>Which engine runs a scenario, and how.</summary>
public sealed record EngineOptions
{
    /// <summary>sequential or parallel.</summary>
    public string Kind { get; init; } = "parallel";

    /// <summary>Worker threads of the parallel engine, at least 1.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>The window in ns; 0 means adaptive.</summary>
    public long WindowNs { get; init; }

    /// <summary>True to keep each CPU's ledger in the result.</summary>
    public bool PerCpu { get; init; }

    /// <summary>True to check conservation of every CPU at every commit.</summary>
    public bool Check { get; init; }

    /// <summary>True to hold calls and answers against those under way at every commit; it is slow.</summary>
    public bool Balance { get; init; }

    /// <summary>True to run a design that the kernel version does not have, or that crashes it; the result is marked.</summary>
    public bool WhatIf { get; init; }

    /// <summary>On a cluster, true to keep the run in one silo: many runs at a time are spread whole.</summary>
    public bool InOneSilo { get; init; }

    /// <summary>On a cluster, true to have worker threads of each silo execute its processes, not grains.</summary>
    public bool Spans { get; init; }

    /// <summary>Workers of each silo; 0 for its processors.</summary>
    public int Workers { get; init; }

    /// <summary>True to let all threads take part in every window, however small.</summary>
    public bool AllTogether { get; init; }

    /// <summary>True to execute plain cases step by step as all others; the outcome is the same.</summary>
    public bool GeneralPaths { get; init; }
}

/// <summary>Runs one design of a scenario.</summary>
public static class Simulator
{
    /// <summary>Runs a design, by name and variant, of a scenario to its end.</summary>
    /// <exception cref="ArgumentException">There is no such design or engine.</exception>
    public static DesignResult Run(
        Scenario scenario, string design, EngineOptions options, Tracing.ITraceSink? trace = null, IProgress<long>? progress = null,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(options);
        Design found = DesignLibrary.Find(scenario, design)
            ?? throw new ArgumentException(
            $"There is no design '{design}'. The designs are: {string.Join(", ", DesignLibrary.All.Select(d => d.Name))}.",
            nameof(design));
        if (WhyNot(scenario, found, options.WhatIf) is { } unsupported) return unsupported;

        SmpMachine machine = new(scenario, found, options.PerCpu);
        machine.Plan.CoreModel.TakesStraightLines = !options.GeneralPaths;
        RunOutcome outcome = options.Kind switch
        {
            "parallel" => ParallelEngine.Run(
                machine, scenario.Run.DurationNs,
                new WindowOptions
                {
                    Threads = options.Threads, WindowNs = options.WindowNs, Check = options.Check, Balance = options.Balance,
                    SmallWindow = options.AllTogether ? 0 : new WindowOptions().SmallWindow,
                }, trace, progress, cancel),
            "sequential" => SequentialEngine.Run(machine, scenario.Run.DurationNs, trace, options.Check, progress, options.Balance, cancel),
            _ => throw new ArgumentException($"There is no engine '{options.Kind}': sequential or parallel.", nameof(options)),
        };
        return machine.End(new EngineReport(options.Kind, options.Kind == "parallel" ? options.Threads : 1, outcome), trace);
    }

    /// <summary>
    /// The result of a design that cannot run the scenario's mode, or that its kernel does not have or does not survive; null when it is
    /// run.
    /// </summary>
    public static DesignResult? WhyNot(Scenario scenario, Design design, bool whatIf = false)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(design);
        scenario = scenario.Under(design.Name);
        bool can = scenario.Tick.Mode != TickMode.OneShot || design.OneShot || design.RunsAtAlarmRate
            || design.Source == TickSource.Broadcast;
        string? reason = can ? null : design.PeriodicOnlyBecause;
        if (scenario.Workload.Hotplug.Count > 0 && !(design.OneShot && design.Source != TickSource.Broadcast && !design.TakesXtimeLock))
            reason ??= "CPUs that go offline are modelled where handlers arm each next tick";
        if (!whatIf)
        {
            reason ??= design.IsAskedOfEveryKernel ? null : design.Versions?.WhyNot(scenario.Kernel);
            KernelSwitches kernel = new(scenario.Kernel);
            bool noTimerCheck = scenario.Machine.NoTimerCheck;
            reason ??= BootFailure.Of(design, kernel, Irq0Boot.Run(design, kernel, noTimerCheck), noTimerCheck);
        }

        return reason is null ? null : new DesignResult { Design = design.Name, Supported = false, Reason = reason };
    }
}
