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
            if (line.Kind != DeviceKind.Pin)
            {
                if (line.NextTarget != cpu && line.Target != cpu) continue;
                Table.Touch(i);
                MoveMessageOff(ref line, now, effects);
                continue;
            }

            if (line.NextTarget == cpu) line.NextTarget = GuestPlan.FirstCpu;
            if (line.Target != cpu) continue;
            Table.Touch(i);
            if (line.NextTarget < 0) line.NextTarget = GuestPlan.FirstCpu;
            MovePin(ref line, now, effects);
        }
    }

    // irq_migrate_all_off_this_cpu: the message is written at once. A move that is under way comes to its end first, as
    // irq_force_complete_move makes it do.
    private void MoveMessageOff(ref LineState line, long now, Effects effects)
    {
        // Who has the line's lock leaves it first.
        if (line.Holder >= 0) return;
        if (line.Message.Phase == MovePhase.Assigning || _guest.IsOnline(line.Target, now))
        {
            if (line.Message.Phase != MovePhase.Assigning && !_guest.IsOnline(Math.Max(0, line.NextTarget), now))
                line.NextTarget = GuestPlan.FirstCpu;
            return;
        }

        if (line.NextTarget < 0 || !_guest.IsOnline(line.NextTarget, now)) line.NextTarget = GuestPlan.FirstCpu;
        if (!_vectors.IsOfCpu(line.Number))
        {
            MoveMessage(ref line, now, now, line.Vector, now, effects);
            return;
        }

        if (line.Message.Phase == MovePhase.Moved) CompleteMove(ref line, now, effects);
        if (line.Message.Phase == MovePhase.Cleaning) line.Message.FreesToIgnore++;
        line.Message.Phase = MovePhase.Assigning;
        // Nobody waits for a verdict; the section before it ends when it would have ended.
        line.Message.Waiter.Cpu = -1;
        line.Message.AcquiredNs = line.FreeNs;
        line.FreeNs = line.AcquireNs = long.MaxValue;
        Say(now, line.NextTarget, now + _wayNs, new VectorWord(VectorMessage.Assign, line.Vector, line.Number, 0), effects);
    }

    // The section in which a message moved has ended, or failed: its CPU may have gone offline meanwhile.
    private void MovesOn(ref LineState line, int tried, long now, Effects effects)
    {
        if (_leaving.Length == 0 || _guest.IsOnline(line.Target, now)) return;
        int next = tried + 1;
        while (next < _cpus && !_guest.IsOnline(next, now)) next++;
        // -ENOSPC on all of them: "cannot set affinity".
        if (next >= _cpus) return;
        line.NextTarget = next;
        MoveMessageOff(ref line, now, effects);
    }
}
