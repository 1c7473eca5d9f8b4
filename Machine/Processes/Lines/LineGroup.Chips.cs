using Tickstorm.Engine;
using Tickstorm.Kernel;
using Tickstorm.Scenarios;
using Tickstorm.Tracing;

namespace Tickstorm.Processes.Lines;

// What chip functions do and cost, and the records of flags.
internal sealed partial class LineGroup
{
    /// <summary>
    /// Calls the chip's functions at the end of a section that would end at <paramref name="end"/>; returns when it does end.
    /// </summary>
    private long CallChip(ref LineState line, ChipOps ops, long now, long end, in Waiter waiter, Effects effects)
    {
        bool mask = ops.HasFlag(ChipOps.Mask), unmask = ops.HasFlag(ChipOps.Unmask);
        if (mask) line.Masks++;
        if (unmask) line.Unmasks++;
        if (ops.HasFlag(ChipOps.End)) line.Ends++;
        if (line.Kind != DeviceKind.Pin) return CallMessageChip(ref line, ops, now, end, in waiter, effects);
        switch (line.Chip)
        {
            case ChipKind.IoApic:
                if (mask) end = WithIoApicLock(end, _costs.IoApicMask);
                if (unmask) end = WithIoApicLock(end, _costs.IoApicUnmask);
                if (mask || unmask) SetPinMask(ref line, mask, end, effects);
                end = Move(ref line, ops, end, effects);
                if (ops.HasFlag(ChipOps.Eoi)) end = Quirk(ref line, end, effects);
                return end;
            default:
                return end + OwnNs(line.Chip, ops);
        }
    }

    // What the CPU itself does for them: EOI to its local APIC (none for an 8259), and its LVT timer entry's mask; that of the LAPIC chip
    // is LVT0's, where no tick of a local timer arrives. Of an ExtINT nothing is in service from the 8259's own EOI on.
    private Verdict Told(ChipKind chip, ChipOps ops, in Verdict verdict)
    {
        if (chip == ChipKind.XtPic && _comesAsExtInt) return verdict with { Eois = ops.HasFlag(ChipOps.Ack) ? 1 : 0 };
        if (chip is not (ChipKind.IoApic or ChipKind.Local or ChipKind.Lapic)) return verdict;
        bool local = chip == ChipKind.Local;
        return verdict with
        {
            Eois = (ops & (ChipOps.Ack | ChipOps.Eoi)) != 0 ? 1 : 0,
            MasksTimer = local && ops.HasFlag(ChipOps.Mask),
            UnmasksTimer = local && ops.HasFlag(ChipOps.Unmask),
        };
    }

    // move_native_irq: masks the pin, writes its entry and unmasks it; an edge in the ack, a level with the EOI that clears remote IRR.
    private long Move(ref LineState line, ChipOps ops, long end, Effects effects)
    {
        if (!MovesNow(in line, ops)) return end;
        end = WithIoApicLock(end, _costs.IoApicMask + _costs.IoApicWrite + _costs.IoApicUnmask);
        if (!line.LevelSource) MovePin(ref line, end, effects);
        return end;
    }

    private static bool MovesNow(in LineState line, ChipOps ops) => line.NextTarget >= 0
        && (ops & (line.LevelSource ? ChipOps.Eoi : ChipOps.Ack)) != 0 && !line.Flags.HasFlag(LineFlags.Disabled);

    // mask_irq and unmask_irq return early; mask_ack_irq calls a mask_ack that the chip has of its own each time.
    private static ChipOps NeededOf(ChipKind chip, LineFlags before, ChipOps ops)
    {
        if (!before.HasFlag(LineFlags.Masked)) return ops & ~ChipOps.Unmask;
        return chip == ChipKind.XtPic && ops.HasFlag(ChipOps.MaskAck) ? ops : ops & ~ChipOps.Mask;
    }

    private long WithIoApicLock(long from, long cost)
    {
        if (cost == 0) return from;
        State.IoApicAcquisitions++;
        // Its holder has had it already.
        if (_isHeld) return from;
        State.IoApicFreeNs = Math.Max(from, State.IoApicFreeNs) + cost;
        return State.IoApicFreeNs;
    }

    // Within a flow handler's section; a level source's TMR bit is set.
    private long Quirk(ref LineState line, long end, Effects effects)
    {
        if (line.LevelSource) return end;
        State.Mis++;
        if (_quirk.FlowNs == 0) State.IoApicAcquisitions++;
        end = WithIoApicLock(end, _quirk.FlowNs);
        if (_quirk.FlipsPin) FlipPin(ref line, end, effects);
        return end;
    }

    private void TakeQuirk(in Message message, Effects effects)
    {
        long acquired = Math.Max(message.Time, State.IoApicFreeNs), length = Math.Max(1, _quirk.OwnNs);
        long waited = acquired - message.Time;
        effects.Append(new LockWait(LockWaitKind.IoApic, waited, waited / length).Pack());
        State.Mis++;
        State.IoApicAcquisitions++;
        State.IoApicFreeNs = acquired + length;
        if (_quirk.FlipsPin) FlipPin(ref Table.Lines[Table.SlotOf(0)], State.IoApicFreeNs, effects);
        Send(message.Time, message.Source, State.IoApicFreeNs, MessageKind.Quirk, 0, acquired, effects);
    }

    private void TraceFlags(long now, in Waiter waiter, int line, LineFlags before, in FlowStep step, Effects effects)
    {
        if (!effects.Tracing) return;
        LineFlags after = before & ~step.Clear | step.Set;
        LineFlags changed = before ^ after;
        if (changed.HasFlag(LineFlags.InProgress))
        {
            Trace(now, after.HasFlag(LineFlags.InProgress) ? TraceKind.InProgressSet : TraceKind.InProgressCleared, in waiter, line,
                effects);
        }

        if (changed.HasFlag(LineFlags.Pending))
            Trace(now, after.HasFlag(LineFlags.Pending) ? TraceKind.PendingSet : TraceKind.PendingCleared, in waiter, line, effects);
    }

    private void Trace(long now, TraceKind kind, in Waiter waiter, int line, Effects effects, int peer = -1, long argument = 0) =>
        effects.Trace(new TraceRecord(now, _process, 0, kind, waiter.Cpu, waiter.Interrupt, -1, (short)line, peer, argument));
}
