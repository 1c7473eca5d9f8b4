using Tickstorm.Hardware;

namespace Tickstorm.Client.Replay;

// Memory accesses.
internal sealed partial class Board
{
    private const ulong IoApicPage = 0xfec0_0000, HpetBlock = 0xfed0_0000;

    internal ulong ReadMemory(ulong address, int size, int? cpu)
    {
        if (cpu is int i && HitsPage(i, address))
        {
            return ReadPage(i, (int)(address & 0xfff), size);
        }

        if (address - IoApicPage < 0x1000)
        {
            int offset = (int)(address - IoApicPage);
            return size == 8
                ? _ioApic.Read(offset) | ((ulong)_ioApic.Read(offset + 4) << 32)
                : _ioApic.Read(offset, size);
        }

        if (address - HpetBlock < 0x400)
        {
            return _hpet.Read((int)(address - HpetBlock), size, _now);
        }

        bool nobody = cpu is not null || !MsiMessage.IsMessageAddress(address);
        return nobody ? ulong.MaxValue >> (64 - (8 * size)) : 0;
    }

    internal void WriteMemory(ulong address, ulong value, int size, int? cpu)
    {
        if (cpu is int i && HitsPage(i, address))
        {
            WritePage(i, (int)(address & 0xfff), (uint)value, size);
        }
        else if (address - IoApicPage < 0x1000)
        {
            int offset = (int)(address - IoApicPage);
            _ioApic.Write(offset, (uint)value, Math.Min(size, 4));
            if (size == 8)
            {
                _ioApic.Write(offset + 4, (uint)(value >> 32));
            }
        }
        else if (address - HpetBlock < 0x400)
        {
            _hpet.Write((int)(address - HpetBlock), value, size, _now);
        }
        else if (MsiMessage.IsMessageAddress(address))
        {
            WriteMessage(address, value, size);
        }
    }

    // QEMU takes the registers of the first page out of the window, and a write of 8 bytes for two of 4.
    private void WriteMessage(ulong address, ulong value, int size)
    {
        if (_options.Has(Deviation.MsiWrites) && (address & 0xf_ffff) is >= 0x10 and < 0x1000)
        {
            return;
        }

        if (size == 4 || (size == 8 && _options.Has(Deviation.MsiWrites)))
        {
            SendMsi(new MsiMessage(address, (uint)value));
        }

        if (size == 8 && _options.Has(Deviation.MsiWrites))
        {
            SendMsi(new MsiMessage(address + 4, (uint)(value >> 32)));
        }
    }

    private bool HitsPage(int cpu, ulong address) =>
        cpu >= 0 && cpu < _bus.Count && _bus[cpu].PageAddress == (address & ~0xfffUL);

    // Registers take 32-bit accesses; of anything else nothing is defined.
    private ulong ReadPage(int cpu, int offset, int size)
    {
        ulong value = _bus[cpu].AnswersOnPage && size < 4 ? 0 : _bus[cpu].ReadRegister(offset, _now);
        return size == 8 && !_bus[cpu].AnswersOnPage ? ulong.MaxValue : value & (ulong.MaxValue >> (64 - (8 * size)));
    }

    private void WritePage(int cpu, int offset, uint value, int size)
    {
        if (size >= 4)
        {
            _bus[cpu].WriteRegister(offset, value, _now, out BusMessage message);
            _bus.Send(in message, cpu);
        }
    }
}
