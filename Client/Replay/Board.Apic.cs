using System.Text.Json.Nodes;
using Tickstorm.Hardware;

namespace Tickstorm.Client.Replay;

// What a processor does with its local APIC.
internal sealed partial class Board
{
    private bool HasCpu(int cpu) => cpu >= 0 && cpu < Pc.Bus.Count;

    internal JsonNode? ShowApic(int cpu) => !HasCpu(cpu) ? null : new JsonObject
    {
        ["irr"] = Bits(cpu, Pc.Bus[cpu].IsInIrr),
        ["isr"] = Bits(cpu, Pc.Bus[cpu].IsInIsr),
    };

    private JsonArray Bits(int cpu, Func<int, bool> contains)
    {
        JsonArray list = new();
        for (int v = 0; v < 256; v++)
        {
            if (contains(v))
            {
                bool level = Pc.Bus[cpu].IsInTmr(v);
                list.Add(new JsonArray(v, _countsAsBool ? JsonValue.Create(level) : JsonValue.Create(level ? 1 : 0)));
            }
        }

        return list;
    }

    internal JsonNode? WriteMsr(Step step)
    {
        if (!HasCpu(step.Cpu))
        {
            return null;
        }

        bool ok = Pc.Bus[step.Cpu].TryWriteMsr((uint)step.Number("msr"), step.Value, Pc.NowNs, out BusMessage message);
        Pc.Bus.Send(in message, step.Cpu);
        return ok ? "ok" : "gp";
    }

    internal JsonNode? ReadMsr(Step step) =>
        !HasCpu(step.Cpu) ? null
        : Pc.Bus[step.Cpu].TryReadMsr((uint)step.Number("msr"), Pc.NowNs, out ulong value) ? JsonValue.Create(value)
        : "gp";

    internal void Inject(Step step)
    {
        if (HasCpu(step.Cpu))
        {
            Pc.Bus[step.Cpu].Receive((DeliveryMode)(step.Number("mode") & 7), (byte)step.Value, step.Number("level") != 0);
        }
    }

    /// <summary>
    /// The processor, ready for anything, takes what is offered: an SMI, an NMI, an 8259's vector, or a vector of the APIC.
    /// </summary>
    internal JsonNode? Accept(int cpu)
    {
        if (!HasCpu(cpu))
        {
            return null;
        }

        Pc.Bus[cpu].ReturnFromNmi(); // It would not be ready inside the handler of the last one.
        if (Pc.Bus[cpu].TakeSmi())
        {
            return "smi";
        }

        if (Pc.Bus[cpu].TakeNmi())
        {
            return "nmi";
        }

        return Pc.TakeVector(cpu);
    }
}
