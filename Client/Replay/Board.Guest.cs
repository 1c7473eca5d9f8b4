using System.Text.Json.Nodes;
using Tickstorm.Hardware;

namespace Tickstorm.Client.Replay;

// A guest on processor 0, as the recorded vectors of the local APIC have it.
internal sealed partial class Board
{
    private const long NsPerPause = 10, NsPerWindow = 1000;
    private const int TakenLimit = 1000;

    // Where the guest's start-up code leaves the machine, with its last IPI and error still to be read.
    private void StartGuest()
    {
        Pc.Pic.Write(0x21, 0xff);
        Pc.Pic.Write(0xa1, 0xff);
        Pc.WritePage(0, ApicRegister.SpuriousVector, 0x1ff, 4);
        Pc.WritePage(0, ApicRegister.LvtLint0, 0x8700, 4);
        Pc.WritePage(0, ApicRegister.LvtLint1, 0x8400, 4);
        Pc.WritePage(0, ApicRegister.IcrLow, 0xc0600, 4);
        Pc.ReadPage(0, 0x40, 4);
        Pc.WritePage(0, ApicRegister.ErrorStatus, 0, 4);
    }

    internal void WriteApic(Step step) => Pc.WritePage(0, (int)(step.Address & 0xfff), (uint)step.Value, 4);

    internal JsonNode ReadApic(Step step) => JsonValue.Create(Pc.ReadPage(0, (int)(step.Address & 0xfff), 4));

    internal JsonNode ReadBits(Step step)
    {
        JsonArray list = new();
        int first = (int)(step.Address & 0xfff);
        for (int v = 0; v < 256; v++)
        {
            uint register = (uint)Pc.ReadPage(0, first + (v >> 5 << 4), 4);
            if ((register >> (v & 31) & 1) != 0)
            {
                list.Add(v);
            }
        }

        return list;
    }

    internal byte Cr8
    {
        get => Pc.Bus[0].Cr8;
        set => Pc.Bus[0].Cr8 = value;
    }

    internal void WriteIoApic(Step step) => Pc.IoApic.WriteIndexed((byte)step.Address, (uint)step.Value);

    internal JsonNode ReadIoApic(Step step) => JsonValue.Create(Pc.IoApic.ReadIndexed((byte)step.Address));

    internal void Spin(Step step) =>
        Pc.StepBy(step.Value > long.MaxValue / (1000 * NsPerPause) ? ulong.MaxValue : step.Value * 1000 * NsPerPause);

    /// <summary>Interrupts enabled for a while: the vectors in the order in which their handlers ran.</summary>
    internal JsonNode OpenWindow(Step step)
    {
        JsonArray taken = new();
        bool eoi = step.Number("handler_eoi") != 0;
        for (int i = 0; i < TakenLimit; i++)
        {
            int vector = Pc.TakeVector(0);
            if (vector < 0)
            {
                break;
            }

            taken.Add(vector);
            if (eoi)
            {
                Pc.WritePage(0, ApicRegister.Eoi, 0, 4);
            }
        }

        Pc.StepBy(NsPerWindow);
        return taken;
    }
}
