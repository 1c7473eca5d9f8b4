using Tickstorm.Engine;
using Tickstorm.Kernel;
using Tickstorm.Tracing;

namespace Tickstorm.Processes.Cores;

// The vectors that a CPU gives out itself, and takes back when what had them has moved away.
internal sealed partial class CoreModel
{
    private readonly nint _vectorsAt, _deviceCountsAt;
    private readonly VectorPlan _vectorPlan;
    private readonly int[] _lineProcesses;
    private readonly long _vectorWayNs;
    private readonly bool _cleanupByTimer;

    // 0 where no IPI frees vectors: no IPI has that vector.
    private readonly byte _cleanupVector;

    /// <summary>True when there are devices, whose interrupts cores count.</summary>
    public bool CountsDevices => _deviceCountsAt >= 0;

    /// <summary>What a core of a machine with devices has counted of them.</summary>
    public ref DeviceCounts DeviceCountsOf(ref Core core) => ref PartOf<DeviceCounts>(ref core, _deviceCountsAt);

    private ref VectorTable VectorsOf(ref Core core) => ref PartOf<VectorTable>(ref core, _vectorsAt);

    /// <summary>How many interrupts of devices wait in a core's IRR.</summary>
    public int DevicesInIrr(ref Core core)
    {
        int count = 0;
        for (int vector = 0; vector < _lines.Length; vector++)
            if (IsDevice(vector) && core.Apic.IsInIrr(vector)) count++;
        return count;
    }

    /// <summary>True for a vector that only devices have.</summary>
    public bool IsDevice(int vector) => _lines[vector] is > 0 or VectorPlan.OfCpu;

    /// <summary>What boot has assigned.</summary>
    public void StartVectors(int cpu, ref Core core)
    {
        if (_vectorsAt < 0) return;
        for (int line = 1; line < _lineProcesses.Length; line++)
        {
            if (_vectorPlan.IsOfCpu(line) && Math.Min(_scenario.Workload.Devices[line - 1].Cpu, _ids.Cpus - 1) == cpu)
                VectorsOf(ref core).Lines[_vectorPlan.VectorOf(line)] = (sbyte)line;
        }
    }

    private int LineOf(ref Core core, int vector)
    {
        int line = _lines[vector];
        return line == VectorPlan.OfCpu && VectorsOf(ref core).Lines[vector] is > 0 and var own ? own : line;
    }

    // An interrupt whose vector leads to no line: "No irq handler for vector", or one of a move, which is as good as handled.
    private void TakeStray(int cpu, ref Core core, long now, Effects effects)
    {
        ref VectorTable table = ref VectorsOf(ref core);
        ref DeviceCounts counts = ref DeviceCountsOf(ref core);
        if (table.Lines[core.Vector] == VectorTable.Expected)
        {
            table.Lines[core.Vector] = 0;
            counts.Strays++;
        }
        else
        {
            counts.Unhandled++;
            Note(cpu, ref core, now, HashWord.Dropped | (ulong)DropReason.NoHandler << 8, TraceKind.Dropped, core.CurrentInterrupt, effects,
                core.Vector, argument: (long)DropReason.NoHandler);
        }
    }

    // Its line could be moved to no other CPU.
    private void RefuseDevice(ref Core core)
    {
        ref DeviceCounts counts = ref DeviceCountsOf(ref core);
        counts.Taken++;
        counts.Unhandled++;
    }

    private void OnVectors(int cpu, ref Core core, in Message message, Effects effects)
    {
        long now = message.Time;
        VectorWord word = VectorWord.Unpack(message.A);
        ref VectorTable table = ref VectorsOf(ref core);
        switch (word.What)
        {
            case VectorMessage.Assign:
                int found = _vectorPlan.Find(table.Lines, word.Vector);
                if (found >= 0) table.Lines[found] = (sbyte)word.Line;
                Tell(cpu, ref core, now, word with { What = VectorMessage.Assigned, Vector = found }, effects);
                break;
            case VectorMessage.Expect:
                if (table.Lines[word.Vector] == 0) table.Lines[word.Vector] = VectorTable.Expected;
                break;
            case VectorMessage.Check:
                SendOn(cpu, ref core, now, word.Vector, word.Cpu, effects);
                break;
            case VectorMessage.Retire:
                table.Retired.Set(word.Vector);
                break;
            default:
                Clean(cpu, ref core, now, effects);
                break;
        }
    }

    // lapic_vector_set_in_irr and irq_retrigger: it came to the old CPU between the two halves of the move.
    private void SendOn(int cpu, ref Core core, long now, int vector, int target, Effects effects)
    {
        if (!core.Apic.IsInIrr(vector)) return;
        DeviceCountsOf(ref core).SentOn++;
        long arrival = now + _topology.IpiNs(cpu, target);
        Note(cpu, ref core, now, HashWord.IpiSent | Word(vector), TraceKind.IpiSent, core.CurrentInterrupt, effects, vector, peer: target,
            argument: arrival);
        Send(cpu, ref core, now, target, arrival, MessageKind.Interrupt, vector, effects);
    }

    // A vector that is still in IRR is freed later. The timer runs in no interrupt.
    private void Clean(int cpu, ref Core core, long now, Effects effects)
    {
        ref VectorTable table = ref VectorsOf(ref core);
        bool waits = _cleanupByTimer && core.Step is not (CpuStep.None or CpuStep.IrqsOff or CpuStep.Off or CpuStep.Offline);
        bool again = waits;
        for (int vector = 0; vector < VectorLines.Count && !waits; vector++)
        {
            if (!table.Retired.Contains(vector)) continue;
            if (core.Apic.IsInIrr(vector))
            {
                again = true;
                continue;
            }

            table.Retired.Clear(vector);
            int line = table.Lines[vector];
            table.Lines[vector] = 0;
            Tell(cpu, ref core, now, new VectorWord(VectorMessage.Freed, vector, line, 0), effects);
        }

        if (!again) return;
        if (_cleanupByTimer)
        {
            long next = now + _scenario.Tick.PeriodNs;
            Send(cpu, ref core, now, cpu, next, MessageKind.Vectors, new VectorWord(VectorMessage.Clean, -1, 0, 0).Pack(), effects);
        }
        else
        {
            Send(cpu, ref core, now, cpu, now + _topology.IpiNs(cpu, cpu), MessageKind.Interrupt, Vectors.MoveCleanup, effects);
        }
    }

    private void Tell(int cpu, ref Core core, long now, VectorWord word, Effects effects) =>
        Send(cpu, ref core, now, _lineProcesses[word.Line], now + _vectorWayNs, MessageKind.Vectors, word.Pack(), effects);
}
