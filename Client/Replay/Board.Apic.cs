using System.Text.Json.Nodes;
using Tickstorm.Hardware;

namespace Tickstorm.Client.Replay;

// What a processor does with its local APIC.
internal sealed partial class Board
{
    private bool HasCpu(int cpu) => cpu >= 0 && cpu < _bus.Count;

    internal JsonNode? ShowApic(int cpu) => !HasCpu(cpu) ? null : new JsonObject
    {
        ["irr"] = Bits(cpu, _bus[cpu].IsInIrr),
        ["isr"] = Bits(cpu, _bus[cpu].IsInIsr),
    };

    private JsonArray Bits(int cpu, Func<int, bool> contains)
    {
        JsonArray list = new();
        for (int v = 0; v < 256; v++)
        {
            if (contains(v))
            {
                bool level = _bus[cpu].IsInTmr(v);
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

        bool ok = _bus[step.Cpu].TryWriteMsr((uint)step.Number("msr"), step.Value, _now, out BusMessage message);
        _bus.Send(in message, step.Cpu);
        return ok ? "ok" : "gp";
    }

    internal JsonNode? ReadMsr(Step step) =>
        !HasCpu(step.Cpu) ? null
        : _bus[step.Cpu].TryReadMsr((uint)step.Number("msr"), _now, out ulong value) ? JsonValue.Create(value)
        : "gp";

    internal void Inject(Step step)
    {
        if (HasCpu(step.Cpu))
        {
            _bus[step.Cpu].Receive((DeliveryMode)(step.Number("mode") & 7), (byte)step.Value, step.Number("level") != 0);
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

        _bus[cpu].ReturnFromNmi(); // It would not be ready inside the handler of the last one.
        if (_bus[cpu].TakeSmi())
        {
            return "smi";
        }

        if (_bus[cpu].TakeNmi())
        {
            return "nmi";
        }

        return TakeVector(cpu);
    }

    // An ExtINT request goes before the APIC's own vectors, whatever their priority.
    private int TakeVector(int cpu)
    {
        if (_bus[cpu].ExtIntRequested)
        {
            int carried = _bus[cpu].AcknowledgeExtInt();
            return carried >= 0 ? carried : _pic.Acknowledge();
        }

        return _bus[cpu].PendingVector < 0 ? -1 : _bus[cpu].Acknowledge();
    }
}
