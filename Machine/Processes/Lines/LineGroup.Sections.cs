using Tickstorm.Engine;
using Tickstorm.Kernel;
using Tickstorm.Scenarios;

namespace Tickstorm.Processes.Lines;

// Sections whose holder may lose its host CPU in them: the lock is granted, and free when the holder says so. A section that calls into
// the IO-APIC takes ioapic_lock within it, which is granted and released likewise. Where a message gets a vector of another CPU the
// section is decided at once.
internal sealed partial class LineGroup
{
    // In place of a line in the queue for ioapic_lock: the quirk of a second EOI, without a line's lock.
    private const int OwnQuirk = -1;
    private readonly bool _isHeld;
    private readonly SectionWay _section;

    private long NextIoApicNs => _isHeld ? State.IoApicGrantNs : long.MaxValue;

    // The holder has what the lock protects to itself: what is decided now is so until it releases the lock.
    private void Hold(
        ref LineState line, LineFlags before, ChipOps ops, int cpu, long lengthNs, in Verdict verdict, long now,
        Effects effects)
    {
        if (_kernel.MaskCached) ops = NeededOf(line.Chip, before, ops);
        Verdict told = Told(line.Chip, ops, in verdict);
        line.Holder = cpu;
        line.AcquireNs = long.MaxValue;
        line.HeldOps = ops;
        line.Told = told.Pack();
        line.NestedNs = NestedNs(in line, ops);
        Grant(cpu, now, told with { IsNested = line.NestedNs > 0 }, lengthNs + OwnNs(in line, ops), effects);
    }

    private void Release(in Message message, Effects effects)
    {
        long now = message.Time;
        int cpu = message.Source;
        bool own = message.A < 0;
        int slot = own ? OwnQuirk : Table.SlotOf((int)message.A);
        if (own ? State.IoApicHolder != cpu : slot < 0 || Table.Lines[slot].Holder != cpu)
        {
            effects.Fault($"CPU {cpu} leaves a section at {now} ns that it is not in.");
            return;
        }

        if (own)
        {
            if (_quirk.FlipsPin) FlipPin(ref Table.Lines[Table.SlotOf(0)], now, effects);
            LeaveIoApic(now);
            return;
        }

        Table.Touch(slot);
        ref LineState line = ref Table.Lines[slot];
        if (line.NestedNs > 0 && State.IoApicHolder != cpu)
        {
            AskForIoApic(new Waiter { Cpu = cpu, Kind = slot, RequestNs = now });
            return;
        }

        if (line.NestedNs > 0) LeaveIoApic(now);
        // The writes of a message's mask were part of the section.
        long from = line.Kind == DeviceKind.Pin ? now : now - MaskingNs(in line, line.HeldOps);
        CallChip(ref line, line.HeldOps, now, from, new Waiter { Cpu = cpu }, effects);
        (line.Holder, line.NestedNs, line.FreeNs) = (-1, 0, now);
        if (Verdict.Unpack(line.Told).Flow == FlowVerdict.Done) WakeSpinners(slot, now);
        line.AcquireNs = Table.Queues[slot].Count > 0 ? now : long.MaxValue;
        if (line.Kind != DeviceKind.Pin) MovesOn(ref line, -1, now, effects);
    }

    private void AskForIoApic(in Waiter waiter)
    {
        Table.IoApicQueue.Add(in waiter);
        if (State.IoApicHolder < 0) State.IoApicGrantNs = waiter.RequestNs;
    }

    private void LeaveIoApic(long now)
    {
        State.IoApicHolder = -1;
        State.IoApicGrantNs = Table.IoApicQueue.Count > 0 ? now : long.MaxValue;
    }

    private void GrantIoApic(long now, Effects effects)
    {
        Waiter waiter = Table.IoApicQueue.Pick();
        (State.IoApicHolder, State.IoApicGrantNs) = (waiter.Cpu, long.MaxValue);
        if (waiter.Kind != OwnQuirk)
        {
            ref LineState line = ref Table.Lines[waiter.Kind];
            Grant(waiter.Cpu, now, Verdict.Unpack(line.Told), line.NestedNs, effects);
            return;
        }

        State.Mis++;
        State.IoApicAcquisitions++;
        effects.Append(new LockWait(Tracing.LockWaitKind.IoApic, now - waiter.RequestNs, Table.IoApicQueue.Count).Pack());
        Grant(waiter.Cpu, now, default, Math.Max(1, _quirk.OwnNs), effects);
    }

    private void Grant(int cpu, long now, in Verdict verdict, long lengthNs, Effects effects) =>
        Send(now, cpu, now + _section.GrantNs, MessageKind.Grant, verdict.Pack(), lengthNs, effects);

    // What the chip's functions take outside ioapic_lock, and within it.
    private long OwnNs(in LineState line, ChipOps ops) =>
        line.Kind == DeviceKind.Pin ? OwnNs(line.Chip, ops) : MaskingNs(in line, ops);

    private long MaskingNs(in LineState line, ChipOps ops) =>
        line.Message.IsMaskable && (ops & (ChipOps.Mask | ChipOps.Unmask)) != 0 ? _costs.MsiWrite : 0;

    private long OwnNs(ChipKind chip, ChipOps ops)
    {
        bool mask = ops.HasFlag(ChipOps.Mask), unmask = ops.HasFlag(ChipOps.Unmask);
        return chip switch
        {
            ChipKind.IoApic => 0,
            ChipKind.Local or ChipKind.Lapic => (mask ? _costs.LocalMask : 0) + (unmask ? _costs.LocalUnmask : 0),
            _ => (mask ? _costs.XtPicMaskAck : 0) + (unmask ? _costs.XtPicUnmask : 0),
        };
    }

    private long NestedNs(in LineState line, ChipOps ops)
    {
        if (line.Chip != ChipKind.IoApic || line.Kind != DeviceKind.Pin) return 0;
        long ns = (ops.HasFlag(ChipOps.Mask) ? _costs.IoApicMask : 0) + (ops.HasFlag(ChipOps.Unmask) ? _costs.IoApicUnmask : 0);
        if (MovesNow(in line, ops)) ns += _costs.IoApicMask + _costs.IoApicWrite + _costs.IoApicUnmask;
        return ops.HasFlag(ChipOps.Eoi) && !line.LevelSource ? ns + _quirk.FlowNs : ns;
    }
}
