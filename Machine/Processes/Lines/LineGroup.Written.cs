using Tickstorm.Engine;
using Tickstorm.Scenarios;
using Tickstorm.Tracing;

namespace Tickstorm.Processes.Lines;

// Redirection entries that are written from outside. The kernel does not know of it: what it writes next is what it would have written.
internal sealed partial class LineGroup
{
    private void WriteEntry(in Message message, Effects effects)
    {
        long now = message.Time;
        RegisterWrite write = InjectedMessage.Written(in message);
        (WrittenRegister register, int pin, uint value) = write;
        State.Hash = EventHash.Extend(
            State.Hash, now, HashWord.RegisterWritten | (ulong)register << 8 | (ulong)value << 16 | (ulong)pin << 48);
        int slot = Table.SlotOfPin(pin);
        if (effects.Tracing)
        {
            (int cpu, short number) = slot < 0 ? (0, LockLines.None) : (Table.Lines[slot].Target, (short)Table.Lines[slot].Number);
            effects.Trace(new TraceRecord(now, _process, 0, TraceKind.RegisterWritten, cpu, 0, -1, number, -1, write.Pack()));
        }

        // Under this design IRQ0 comes another way: nothing is sent by that entry.
        if (slot < 0) return;
        Table.Touch(slot);
        ref LineState line = ref Table.Lines[slot];
        if (register == WrittenRegister.RedirectionLow)
        {
            SetPinMask(ref line, value != 0, now, effects);
            return;
        }

        line.Target = (int)(value >> WrittenRegisters.DestinationShift);
        Table.TouchPins();
        Table.IoApic.WriteIndexed((byte)(RedirectionTable + 1 + 2 * line.Pin), value);
        SendPinMessages(now, effects);
    }
}
