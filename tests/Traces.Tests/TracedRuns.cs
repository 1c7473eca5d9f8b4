using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Traces.Files;
using Tickstorm.Traces.Formats;
using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Tests;

/// <summary>Runs of the simulator that tests trace.</summary>
internal static class TracedRuns
{
    /// <summary>A machine on which the shared line is contended, ticks arrive together and IPIs cross.</summary>
    public static Scenario Busy(int cpus = 12) => new()
    {
        Name = "busy",
        Machine = new MachineShape { Cpus = cpus },
        Tick = new TickSetup { Phases = PhaseKind.Random },
        Workload = new Workload { ReschedulePerSecond = 500, CallFunctionPerSecond = 200, IrqsOffPerSecond = 300 },
        Run = new RunPlan { DurationNs = 30_500_000, Seed = 7 },
    };

    /// <summary>Runs and writes a trace; returns the result.</summary>
    public static DesignResult Traced(Scenario scenario, string design, string path, EngineOptions? options = null)
    {
        using TraceWriter writer = TraceFile.Create(path, TraceRunInfo.For(scenario, design));
        DesignResult result = Simulator.Run(scenario, design, options ?? new EngineOptions(), writer);
        writer.Complete(TraceTotals.Of(result));
        return result;
    }

    /// <summary>All records of a run.</summary>
    public static (DesignResult Result, List<TraceRecord> Records) Recorded(Scenario scenario, string design, EngineOptions options)
    {
        Keeper keeper = new();
        return (Simulator.Run(scenario, design, options, keeper), keeper.Records);
    }

    private sealed class Keeper : ITraceSink
    {
        public List<TraceRecord> Records { get; } = [];

        public void Write(ReadOnlySpan<TraceRecord> records) => Records.AddRange(records);
    }
}
