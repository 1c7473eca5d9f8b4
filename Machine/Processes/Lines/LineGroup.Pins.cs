using Tickstorm.Engine;
using Tickstorm.Hardware;
using Tickstorm.Kernel;
using Tickstorm.Tracing;

namespace Tickstorm.Processes.Lines;

// The pins of the IO-APIC.
internal sealed partial class LineGroup
{
    private const int RedirectionTable = 0x10;

    // A level source holds its line until its handler deasserts it; an edge source pulses.
    private void Raise(int pin, bool level, long now, Effects effects)
    {
        Table.TouchPins();
        Table.IoApic.SetPin(pin, high: true);
        if (!level) Table.IoApic.SetPin(pin, high: false);
        SendPinMessages(now, effects);
    }

    private void EndOfInterrupt(byte vector, long now, Effects effects)
    {
        int slot = _vectors.LineOf(vector) is >= 0 and var number ? Table.SlotOf(number) : -1;
        bool moves = slot >= 0 && Table.Lines[slot] is { LevelSource: true, NextTarget: >= 0 };
        // Masked, so that remote IRR is clear when the entry is written (ack_apic_level).
        if (moves) SetPinMask(ref Table.Lines[slot], masked: true, now, effects);
        Table.TouchPins();
        Table.IoApic.EndOfInterrupt(vector);
        SendPinMessages(now, effects);
        if (!moves) return;
        Table.Touch(slot);
        MovePin(ref Table.Lines[slot], now, effects);
        if (!Table.Lines[slot].Flags.HasFlag(LineFlags.Masked)) SetPinMask(ref Table.Lines[slot], masked: false, now, effects);
    }

    // The entry's high half names the new target; what was sent before goes to the old one.
    private void MovePin(ref LineState line, long now, Effects effects)
    {
        Table.TouchPins();
        Table.IoApic.WriteIndexed((byte)(RedirectionTable + 1 + 2 * line.Pin), (uint)line.NextTarget << 24);
        NoteMove(ref line, now, effects);
    }

    private void NoteMove(ref LineState line, long now, Effects effects)
    {
        line.Target = line.NextTarget;
        line.NextTarget = -1;
        line.Moves++;
        if (line.Number > 0) line.SingleTarget = line.Target;
        if (!effects.Tracing) return;
        effects.Trace(new TraceRecord(now, _process, 0, TraceKind.LineMoved, line.Target, 0, -1, (short)line.Number, -1, 0));
    }

    // The chip's mask and unmask: a read-modify-write of the entry's low half through the window.
    private void SetPinMask(ref LineState line, bool masked, long now, Effects effects)
    {
        Table.TouchPins();
        byte low = (byte)(RedirectionTable + 2 * line.Pin);
        uint entry = Table.IoApic.ReadIndexed(low);
        Table.IoApic.WriteIndexed(low, masked ? entry | (uint)RedirectionEntry.Masked : entry & ~(uint)RedirectionEntry.Masked);
        SendPinMessages(now, effects);
    }

    // The quirk's own writes: to edge and masked, and back to level and unmasked.
    private void FlipPin(ref LineState line, long now, Effects effects)
    {
        Table.TouchPins();
        byte low = (byte)(RedirectionTable + 2 * line.Pin);
        uint entry = Table.IoApic.ReadIndexed(low) & ~(uint)(RedirectionEntry.Masked | RedirectionEntry.Level);
        Table.IoApic.WriteIndexed(low, entry | (uint)RedirectionEntry.Masked);
        Table.IoApic.WriteIndexed(low, entry | (uint)RedirectionEntry.Level);
        SendPinMessages(now, effects);
    }

    // An entry's 8-bit destination does not reach every CPU of a large machine: interrupt remapping routes by vector.
    private void SendPinMessages(long now, Effects effects)
    {
        foreach (BusMessage message in Table.Outgoing.Messages)
        {
            int slot = Table.SlotOf(Math.Max(0, (int)_vectors.LineOf(message.Vector)));
            Table.Touch(slot);
            ref LineState line = ref Table.Lines[slot];
            State.PinMessages++;
            line.Ledger.Sent++;
            Send(
                now, line.Target, now + Math.Max(1, _costs.IoApicWrite), MessageKind.Interrupt, message.Vector,
                message.Level ? 1 : 0, effects);
        }

        Table.Outgoing.Messages.Clear();
    }
}
