using Tickstorm.Engine;
using Tickstorm.Hardware;
using Tickstorm.Kernel;
using Tickstorm.Tracing;

namespace Tickstorm.Processes.Lines;

// Devices and the PIT on the pins of the IO-APIC.
internal sealed partial class LineGroup
{
    private const int RedirectionTable = 0x10;

    private void StartDevices()
    {
        for (int d = 0; d < Table.DeviceNs.Length; d++)
        {
            if (_scenario.Workload.Devices[d].PerSecond > 0) Table.DeviceNs[d] = NextDevice(d, 0);
        }
    }

    private long NextDevice(int d, long now) =>
        now + Draw.Exponential(
            Draw.Bits(_seed, _process, DrawPurpose.Device + d, Table.DeviceDraws[d]++),
            1_000_000_000L / _scenario.Workload.Devices[d].PerSecond);

    private void FireDevice(int d, long now, Effects effects)
    {
        Table.Touch(d + 1);
        Table.DeviceNs[d] = NextDevice(d, now);
        Raise(Table.Lines[d + 1].Pin, _scenario.Workload.Devices[d].Level, now, effects);
    }

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
        int number = _vectors.LineOf(vector);
        bool moves = number >= 0 && Table.Lines[number] is { LevelSource: true, NextTarget: >= 0 };
        // Masked, so that remote IRR is clear when the entry is written (ack_apic_level).
        if (moves) SetPinMask(ref Table.Lines[number], masked: true, now, effects);
        Table.TouchPins();
        Table.IoApic.EndOfInterrupt(vector);
        SendPinMessages(now, effects);
        if (!moves) return;
        Table.Touch(number);
        MovePin(ref Table.Lines[number], now, effects);
        if (!Table.Lines[number].Flags.HasFlag(LineFlags.Masked)) SetPinMask(ref Table.Lines[number], masked: false, now, effects);
    }

    // The entry's high half names the new target; what was sent before goes to the old one.
    private void MovePin(ref LineState line, long now, Effects effects)
    {
        Table.TouchPins();
        int number = Math.Max(0, _vectors.LineOf((byte)Table.IoApic.ReadIndexed((byte)(RedirectionTable + 2 * line.Pin))));
        line.Target = line.NextTarget;
        line.NextTarget = -1;
        if (number > 0) line.SingleTarget = line.Target;
        Table.IoApic.WriteIndexed((byte)(RedirectionTable + 1 + 2 * line.Pin), (uint)line.Target << 24);
        if (!effects.Tracing) return;
        effects.Trace(new TraceRecord(now, _process, 0, TraceKind.LineMoved, line.Target, 0, -1, (short)number, -1, 0));
    }

    private void Deassert(int line)
    {
        Table.TouchPins();
        Table.IoApic.SetPin(Table.Lines[line].Pin, high: false);
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
            int line = Math.Max(0, _vectors.LineOf(message.Vector));
            State.PinMessages++;
            Send(
                now, Table.Lines[line].Target, now + Math.Max(1, _costs.IoApicWrite), MessageKind.Interrupt, message.Vector,
                message.Level ? 1 : 0, effects);
        }

        Table.Outgoing.Messages.Clear();
    }
}
