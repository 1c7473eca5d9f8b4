using Tickstorm.Engine;
using Tickstorm.Kernel;
using Tickstorm.Scenarios;
using Tickstorm.Tracing;

namespace Tickstorm.Processes.Lines;

// What the kernel does to lines at given times: disable and enable, a new target, the action's removal, synchronize_irq.
internal sealed partial class LineGroup
{
    private const int FirstOperation = 16;
    private readonly LineOperation[] _operations;

    private long NextOperationNs => State.OperationsBegun < _operations.Length ? _operations[State.OperationsBegun].TimeNs : long.MaxValue;

    private void BeginOperation(long now)
    {
        int index = State.OperationsBegun++;
        LineOperation operation = _operations[index];
        int slot = Table.SlotOf(operation.Line);
        Table.Touch(slot);
        ref LineState line = ref Table.Lines[slot];
        Table.Queues[slot].Add(new Waiter { Cpu = operation.Cpu, Kind = FirstOperation + index, RequestNs = now });
        if (line.AcquireNs == long.MaxValue && line.Holder < 0) line.AcquireNs = Math.Max(now, line.FreeNs);
    }

    /// <summary>One operation's critical section; returns when it ends.</summary>
    private long Operate(ref LineState line, in Waiter waiter, long now, Effects effects)
    {
        LineOperation operation = _operations[waiter.Kind - FirstOperation];
        State.Hash = EventHash.Extend(
            State.Hash, now,
            HashWord.Operation | (ulong)operation.Action << 8 | (ulong)(uint)operation.Line << 12 | (ulong)line.Flags << 28);
        long end = now + _costs.LineLockHold;
        if (effects.Tracing)
        {
            effects.Trace(new TraceRecord(
                now, _process, 0, TraceKind.LineOperation, operation.Cpu, 0, -1, (short)operation.Line, -1, (long)operation.Action));
        }

        switch (operation.Action)
        {
            case LineAction.Disable:
                line.Flags |= LineFlags.Disabled;
                break;
            case LineAction.Enable:
                return Enable(ref line, in waiter, operation, now, end, effects);
            case LineAction.SetTarget:
                line.NextTarget = OnlineOr(operation.Cpu, now);
                // An interrupt translation is told at once (its_set_affinity).
                if (line.Kind == DeviceKind.Lpi)
                {
                    MoveMessage(ref line, end, end, line.Vector, end, effects);
                    break;
                }

                // set_pending_irq: the next interrupt writes the entry. Where local timers raise IRQ0 none comes through its pin.
                if (operation.Line > 0) break;
                line.SingleTarget = operation.Cpu;
                MovePin(ref line, end, effects);
                break;
            case LineAction.RemoveAction when line.Flow == FlowKind.PerCpuDevId:
                Send(now, operation.Cpu, end, MessageKind.Operation, (long)operation.Action, 0, effects);
                break;
            case LineAction.RemoveAction:
                line.Flags |= LineFlags.NoAction;
                break;
            default:
                if (!line.Flags.HasFlag(LineFlags.InProgress)) line.SynchronizedNs = end;
                else Table.Spinners.Add(new Spinner { Line = Table.SlotOf(operation.Line), Waiter = waiter });
                break;
        }

        return end;
    }

    // chip.enable first, then check_irq_resend: a remembered edge is sent again once, a level never: the unmasked pin sends it itself.
    private long Enable(ref LineState line, in Waiter waiter, LineOperation operation, long now, long end, Effects effects)
    {
        LineFlags before = line.Flags;
        line.Flags &= ~(LineFlags.Disabled | LineFlags.Masked);
        ChipOps ops = _kernel.MaskCached ? NeededOf(line.Chip, before, ChipOps.Unmask) : ChipOps.Unmask;
        end = CallChip(ref line, ops, now, end, in waiter, effects);
        if (Told(line.Chip, ops, default).UnmasksTimer)
            Send(now, operation.Cpu, end, MessageKind.Operation, (long)operation.Action, 0, effects);
        if (line.LevelSource || !line.Flags.HasFlag(LineFlags.Pending)) return end;
        line.Flags &= ~LineFlags.Pending;
        // Without chip->retrigger and HARDIRQS_SW_RESEND it is forgotten; the tasklet of the latter is taken as an interrupt at once.
        if (line.Chip != ChipKind.IoApic && !_kernel.SoftwareResend) return end;
        line.Resends++;
        line.Ledger.Sent++;
        bool toTarget = line.Chip == ChipKind.IoApic && _kernel.RetriggerToTarget;
        int cpu = OnlineOr(toTarget ? Target(in line) : operation.Cpu, now);
        long arrival = end + _topology.IpiNs(operation.Cpu, cpu);
        Send(now, cpu, arrival, MessageKind.Interrupt, line.Vector, 0, effects);
        return end;
    }

    // IRQ0's entry names the timekeeper until somebody moves it.
    private int Target(in LineState line) => line.SingleTarget >= 0 ? line.SingleTarget : _scenario.Tick.Timekeeper;
}
