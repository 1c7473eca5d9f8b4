using Tickstorm.Engine;
using Tickstorm.Kernel.Designs;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Tracing;

namespace Tickstorm.Simulation;

/// <summary>Puts a machine together from its saved parts, to read its result.</summary>
public sealed class MachineImage
{
    private readonly SmpMachine _machine;
    private readonly bool[] _seen;

    /// <summary>An image without parts yet.</summary>
    public MachineImage(Scenario scenario, Design design, bool perCpu)
    {
        _machine = new SmpMachine(scenario, design, perCpu);
        _machine.Prepare(1);
        _seen = new bool[_machine.ProcessCount];
    }

    /// <summary>Takes a part.</summary>
    public void Add(MachineBlock block)
    {
        ArgumentNullException.ThrowIfNull(block);
        foreach ((int process, byte[] state) in block.States)
        {
            if (_seen[process]) throw new InvalidDataException($"Process {process} is in two parts.");
            _seen[process] = true;
            _machine.Load(process, state);
        }

        if (block.Measured.Length == 0) return;
        BlockStatistics measured = new(_machine.PerCpu);
        measured.Read(block.Measured);
        _machine.Statistics[0].Merge(measured.Inner);
    }

    /// <summary>The result; every process must have been in a part. What is found at the end alone goes to the trace.</summary>
    public DesignResult Build(RunOutcome outcome, EngineReport engine, ITraceSink? trace = null)
    {
        int missing = Array.IndexOf(_seen, false);
        if (missing >= 0) throw new InvalidDataException($"Process {missing} is in no part.");
        DesignResult result = new ResultBuilder(_machine, outcome).Build(engine);
        if (trace is not null && EndRecords.Of(_machine, outcome.SimulatedNs) is { Length: > 0 } last) trace.Write(last);
        return result;
    }
}
