using Tickstorm.Results;
using Tickstorm.Tracing;

namespace Tickstorm.Simulation;

/// <summary>Puts a machine together from its saved parts, to read its result.</summary>
public sealed class MachineImage
{
    private readonly SmpMachine _machine;
    private readonly bool[] _seen;

    private MachineImage(MachinePlan plan, bool perCpu)
    {
        _machine = new SmpMachine(plan, perCpu);
        _machine.Prepare(1);
        _seen = new bool[_machine.ProcessCount];
    }

    /// <summary>The result of a run whose final state lies in parts; every process must be in one.</summary>
    /// <param name="plan">The machine.</param>
    /// <param name="blocks">How many parts there are.</param>
    /// <param name="read">Reads a part by its number, from 0.</param>
    /// <param name="engine">How it was run.</param>
    /// <param name="perCpu">True to keep each CPU's ledger.</param>
    /// <param name="trace">Takes the records of what is found at the end alone.</param>
    /// <exception cref="InvalidDataException">A part is of another machine, or a process is missing or there twice.</exception>
    public static async Task<DesignResult> Result(
        MachinePlan plan, int blocks, Func<int, Task<byte[]>> read, EngineReport engine, bool perCpu = false, ITraceSink? trace = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(engine);
        MachineImage image = new(plan, perCpu);
        for (int i = 0; i < blocks; i++)
        {
            byte[] block = await read(i);
            // Decoding takes long: not in the turn of the one who reads.
            await Task.Run(() => image.Add(MachineBlock.FromBytes(block, plan.Fingerprint)));
        }

        return await Task.Run(() => image.Build(engine, trace));
    }

    private void Add(MachineBlock block)
    {
        foreach ((int process, byte[] state) in block.States)
        {
            if (_seen[process]) throw new InvalidDataException($"Process {process} is in two parts.");
            _seen[process] = true;
            _machine.Load(process, state);
        }

        if (block.Measured.Length > 0) _machine.Statistics[0].Add(block.Measured);
    }

    private DesignResult Build(EngineReport engine, ITraceSink? trace)
    {
        int missing = Array.IndexOf(_seen, false);
        if (missing >= 0) throw new InvalidDataException($"Process {missing} is in no part.");
        return _machine.End(engine, trace);
    }
}
