namespace Tickstorm.Hardware;

// The memory map: the page of a CPU's own local APIC, the IO-APIC's page, the HPET's block, the window of interrupt messages.
public sealed partial class PcBoard
{
    private const ulong IoApicPage = 0xfec0_0000, HpetBlock = 0xfed0_0000;

    /// <summary>Reads 1, 2, 4 or 8 bytes.</summary>
    /// <param name="address">The physical address.</param>
    /// <param name="size">How many bytes.</param>
    /// <param name="cpu">The CPU whose local APIC's page counts; null for a device.</param>
    public ulong ReadMemory(ulong address, int size, int? cpu)
    {
        if (cpu is int i && HitsPage(i, address)) return ReadPage(i, (int)(address & 0xfff), size);
        if (address - IoApicPage < 0x1000)
        {
            int offset = (int)(address - IoApicPage);
            return size == 8
                ? IoApic.Read(offset) | ((ulong)IoApic.Read(offset + 4) << 32)
                : IoApic.Read(offset, size);
        }

        if (address - HpetBlock < 0x400) return Hpet.Read((int)(address - HpetBlock), size, NowNs);
        bool nobody = cpu is not null || !MsiMessage.IsMessageAddress(address);
        return nobody ? ulong.MaxValue >> (64 - (8 * size)) : 0;
    }

    /// <summary>Writes 1, 2, 4 or 8 bytes.</summary>
    /// <param name="address">The physical address.</param>
    /// <param name="value">The value.</param>
    /// <param name="size">How many bytes.</param>
    /// <param name="cpu">The CPU whose local APIC's page counts; null for a device.</param>
    public void WriteMemory(ulong address, ulong value, int size, int? cpu)
    {
        if (cpu is int i && HitsPage(i, address))
        {
            WritePage(i, (int)(address & 0xfff), (uint)value, size);
        }
        else if (address - IoApicPage < 0x1000)
        {
            int offset = (int)(address - IoApicPage);
            IoApic.Write(offset, (uint)value, Math.Min(size, 4));
            if (size == 8) IoApic.Write(offset + 4, (uint)(value >> 32));
        }
        else if (address - HpetBlock < 0x400)
        {
            Hpet.Write((int)(address - HpetBlock), value, size, NowNs);
        }
        else if (MsiMessage.IsMessageAddress(address))
        {
            WriteMessage(address, value, size);
        }
    }

    // QEMU takes the registers of the first page out of the window, and a write of 8 bytes for two of 4.
    private void WriteMessage(ulong address, ulong value, int size)
    {
        if (_options.TakesMessagesLikeQemu && (address & 0xf_ffff) is >= 0x10 and < 0x1000)
            return;
        if (size == 4 || (size == 8 && _options.TakesMessagesLikeQemu))
            SendMsi(new MsiMessage(address, (uint)value));
        if (size == 8 && _options.TakesMessagesLikeQemu)
            SendMsi(new MsiMessage(address + 4, (uint)(value >> 32)));
    }

    private bool HitsPage(int cpu, ulong address) =>
        cpu >= 0 && cpu < Bus.Count && Bus[cpu].PageAddress == (address & ~0xfffUL);

    /// <summary>Reads a register of a CPU's local APIC; they take 32-bit accesses, of anything else nothing is defined.</summary>
    public ulong ReadPage(int cpu, int offset, int size)
    {
        ulong value = Bus[cpu].AnswersOnPage && size < 4 ? 0 : Bus[cpu].ReadRegister(offset, NowNs);
        return size == 8 && !Bus[cpu].AnswersOnPage ? ulong.MaxValue : value & (ulong.MaxValue >> (64 - (8 * size)));
    }

    /// <summary>Writes a register of a CPU's local APIC; an access of fewer than 4 bytes is lost.</summary>
    public void WritePage(int cpu, int offset, uint value, int size)
    {
        if (size < 4) return;
        Bus[cpu].WriteRegister(offset, value, NowNs, out BusMessage message);
        Bus.Send(in message, cpu);
    }
}
