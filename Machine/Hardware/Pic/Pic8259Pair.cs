namespace Tickstorm.Hardware;

/// <summary>
/// The two 8259A of a PC: the slave's INT at input 2 of the master; ports 0x20, 0x21, 0xa0, 0xa1 and ELCR at 0x4d0, 0x4d1.
/// </summary>
public sealed class Pic8259Pair
{
    // IRQ 0, 1, 2, 8 and 13 are edge triggered for good.
    private const byte MasterLevels = 0xf8, SlaveLevels = 0xde;

    /// <summary>Both controllers as after a machine reset.</summary>
    /// <param name="output">Where the master's INT leads; line 0.</param>
    /// <param name="quirks">Deviations from the data sheet.</param>
    public Pic8259Pair(ILineSink? output = null, PicQuirks quirks = PicQuirks.None)
    {
        Master = new Pic8259(master: true, MasterLevels, output ?? NoLines.Instance, quirks);
        Slave = new Pic8259(master: false, SlaveLevels, new Cascade(Master), quirks);
    }

    /// <summary>IRQ 0 to 7.</summary>
    public Pic8259 Master { get; }

    /// <summary>IRQ 8 to 15.</summary>
    public Pic8259 Slave { get; }

    /// <summary>INT to the processor.</summary>
    public bool Interrupt => Master.Interrupt;

    /// <summary>True for a port of the pair.</summary>
    public static bool Claims(int port) => port is 0x20 or 0x21 or 0xa0 or 0xa1 or 0x4d0 or 0x4d1;

    /// <summary>Drives an ISA line, 0 to 15; 2 is the cascade's own.</summary>
    public void SetLine(int irq, bool high) => (irq < 8 ? Master : Slave).SetLine(irq & 7, high);

    /// <summary>The processor's INTA cycle.</summary>
    /// <returns>The vector; that of input 7 of the controller whose request is gone, with no in-service bit there.</returns>
    public byte Acknowledge()
    {
        if (Master.OfferAtInta() == 2)
        {
            int slaveInput = Slave.Acknowledge();
            Master.Take(2);
            return (byte)(Slave.VectorBase + (slaveInput < 0 ? 7 : slaveInput));
        }

        int input = Master.Acknowledge();
        return (byte)(Master.VectorBase + (input < 0 ? 7 : input));
    }

    /// <summary>Reads a port; 0xff if it is none of the pair's.</summary>
    public byte Read(int port) => port switch
    {
        0x20 or 0x21 => Master.Read(port == 0x21),
        0xa0 or 0xa1 => Slave.Read(port == 0xa1),
        0x4d0 => Master.LevelControl,
        0x4d1 => Slave.LevelControl,
        _ => 0xff,
    };

    /// <summary>Writes a port; nothing happens if it is none of the pair's.</summary>
    public void Write(int port, byte value)
    {
        switch (port)
        {
            case 0x20 or 0x21:
                Master.Write(port == 0x21, value);
                break;
            case 0xa0 or 0xa1:
                Slave.Write(port == 0xa1, value);
                break;
            case 0x4d0:
                Master.LevelControl = value;
                break;
            case 0x4d1:
                Slave.LevelControl = value;
                break;
        }
    }

    private sealed class Cascade(Pic8259 master) : ILineSink
    {
        public void SetLine(int line, bool high) => master.SetLine(2, high);
    }
}
