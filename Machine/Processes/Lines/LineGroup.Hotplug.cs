using Tickstorm.Engine;
using Tickstorm.Scenarios;

namespace Tickstorm.Processes.Lines;

// fixup_irqs: the entries of lines that go to a CPU that goes offline are written at once, while the machine stands still.
internal sealed partial class LineGroup
{
    private readonly GuestPlan _guest;
    private readonly CpuHotplug[] _leaving;

    private long NextLeavingNs => State.Left < _leaving.Length ? _leaving[State.Left].TimeNs : long.MaxValue;

    // Nothing is sent to a CPU that is not in the online mask.
    private int OnlineOr(int cpu, long now) => _guest.IsOnline(cpu, now) ? cpu : GuestPlan.FirstCpu;

    private void MoveOff(long now, Effects effects)
    {
        int cpu = _leaving[State.Left++].Cpu;
        State.Hash = EventHash.Extend(State.Hash, now, HashWord.Operation | (ulong)(uint)cpu << 28);
        for (int i = 0; i < Table.Lines.Length; i++)
        {
            ref LineState line = ref Table.Lines[i];
            if (line.NextTarget == cpu) line.NextTarget = GuestPlan.FirstCpu;
            if (line.Target != cpu) continue;
            Table.Touch(i);
            if (line.NextTarget < 0) line.NextTarget = GuestPlan.FirstCpu;
            MovePin(ref line, now, effects);
        }
    }
}
