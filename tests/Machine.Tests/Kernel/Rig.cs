using Tickstorm.Engine;
using Tickstorm.Kernel.Designs;
using Tickstorm.Processes.Cores;
using Tickstorm.Processes.Lines;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tracing;

namespace Tickstorm.Tests.Kernel;

/// <summary>A machine that has run to its end on the reference engine, with all of its records and its inside open.</summary>
internal sealed class Rig : ITraceSink
{
    private Rig(Scenario scenario, Design design)
    {
        Machine = new SmpMachine(scenario, design, perCpu: true);
        RunOutcome outcome = SequentialEngine.Run(Machine, scenario.Run.DurationNs, this, check: true);
        Result = Machine.End(new EngineReport(Outcome: outcome), trace: null);
    }

    public SmpMachine Machine { get; }

    public DesignResult Result { get; }

    public List<TraceRecord> Records { get; } = [];

    public Tickstorm.Hardware.RedirectionEntry Pin => Machine.Lines.Table.IoApic[Line.Pin];

    public ref LineState Line => ref Machine.Lines.Table.Lines[0];

    public static Rig Run(Scenario scenario, string design) => new(scenario, DesignLibrary.Find(design)!);

    public static Rig Run(Scenario scenario, Design design) => new(scenario, design);

    public ref Core Cpu(int cpu) => ref Machine.Cores[cpu];

    public List<TraceRecord> Of(TraceKind kind) => [.. Records.Where(r => r.Kind == kind)];

    public int Count(TraceKind kind, int cpu) => Records.Count(r => r.Kind == kind && r.Cpu == cpu);

    /// <summary>The CPU and time of each record of a kind.</summary>
    public (int Cpu, long Time)[] When(TraceKind kind) => [.. Of(kind).Select(r => (r.Cpu, r.Time))];

    public void Write(ReadOnlySpan<TraceRecord> records) => Records.AddRange(records);
}
