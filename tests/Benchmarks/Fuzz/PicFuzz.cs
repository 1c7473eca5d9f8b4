using Tickstorm.Hardware;

namespace Tickstorm.Benchmarks.Fuzz;

/// <summary>
/// An in-service bit goes only by an EOI command or ICW1; INT is up exactly while something is offered; nothing masked is offered.
/// </summary>
internal sealed class PicFuzz(int seed, bool quirks) : ChipFuzz(seed)
{
    private static readonly int[] s_ports = [0x20, 0x21, 0xa0, 0xa1, 0x4d0, 0x4d1];

    private readonly bool _quirks = quirks;
    private readonly Pic8259Pair _pic = new(quirks: quirks ? PicQuirks.Qemu : PicQuirks.None);

    protected override string? Operate()
    {
        int before = _pic.Master.InService | (_pic.Slave.InService << 8);
        bool mayClear = false;
        switch (Below(8))
        {
            case 0 or 1 or 2:
                _pic.SetLine(Below(16), Below(2) == 0);
                break;
            case 3:
                _pic.Acknowledge();
                break;
            case 4:
                _pic.Read(Below(8) == 0 ? Below(0x10000) : s_ports[Below(6)]);
                break;
            default:
                int port = Below(16) == 0 ? Below(0x10000) : s_ports[Below(6)];
                byte value = Below(4) == 0 ? (byte)Next() : (byte)(Next() & 0xef);
                mayClear = port is 0x20 or 0xa0;
                _pic.Write(port, value);
                break;
        }

        int after = _pic.Master.InService | (_pic.Slave.InService << 8);
        if (!mayClear && (before & ~after) != 0)
        {
            return $"in-service {before:x4} became {after:x4} without a command";
        }

        return Check(_pic.Master) ?? Check(_pic.Slave);
    }

    private string? Check(Pic8259 chip)
    {
        int offered = chip.Offered();
        if (!_quirks && chip.Interrupt != offered >= 0)
        {
            return $"INT {chip.Interrupt} with input {offered} offered";
        }

        return offered >= 0 && (chip.Mask >> offered & 1) != 0 ? $"masked input {offered} offered" : null;
    }
}
