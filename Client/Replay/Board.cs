using System.Text.Json;
using Tickstorm.Hardware;

namespace Tickstorm.Client.Replay;

/// <summary>A PC for one vector, as the steps speak of it; time moves only by them.</summary>
internal sealed partial class Board
{
    private const int TestLines = 0x2000, TestLineCount = 24;
    private readonly bool _countsAsBool;

    internal Board(Vector vector, DeviceOptions options)
    {
        Dialect dialect = DialectOf(vector);
        Wires = new Wires(Watched(vector, dialect), dialect == Dialect.Devices);
        _countsAsBool = dialect == Dialect.Devices;
        InterruptBus bus = new(MakeApics(vector, dialect, options))
        {
            ArbitratesLowestPriority = !options.LowestPriorityToAll,
            DeliversInit = !(dialect == Dialect.Devices && options.Has(Deviation.BusInit)),
            TakesExtIntAsFixed = options.Has(Deviation.LapicExtInt),
        };
        Pc = new PcBoard(bus, new PcOptions
        {
            Pic = options.PicQuirks,
            IoApic = new IoApicOptions
            {
                Pins = options.IoApicPins,
                Version = options.IoApicVersion,
                LatchesMaskedEdges = options.LatchesMaskedEdges,
                Quirks = options.IoApicQuirks,
            },
            Hpet = new HpetOptions
            {
                HasMessages = vector.Header.ToString().Contains("hpet.msi=on", StringComparison.Ordinal), Quirks = options.HpetQuirks,
            },
            CountsLikeQemu = options.Has(Deviation.PitCounting),
            TakesMessagesLikeQemu = options.Has(Deviation.MsiWrites),
        }, Wires);
        if (!options.Has(Deviation.PitCounting))
        {
            Wires.StartsHigh(0); // OUT of the 8254's channel 0 is high before it is programmed.
        }

        if (dialect == Dialect.Guest)
        {
            StartGuest();
        }
    }

    private enum Dialect
    {
        Devices,
        Apic,
        Guest,
    }

    internal PcBoard Pc { get; }

    internal Wires Wires { get; }

    /// <summary>Writes to a port; those of a test device drive lines.</summary>
    internal void Out(int port, int size, ulong value)
    {
        if (port is >= TestLines and < TestLines + TestLineCount) Pc.SetIsaLine(port - TestLines, value != 0);
        else Pc.Out(port, size, value);
    }

    /// <summary>To the recorder's time, if it is known; else to the next event of ours.</summary>
    internal void StepToNext(Step step)
    {
        if (step.Has("now")) Pc.StepTo(step.Time("now") ?? Pc.NowNs);
        else if (Pc.NextEventNs is long next and < long.MaxValue) Pc.StepTo(next);
    }

    // A guest's vectors speak of registers by offset; a bus of APICs has a header that gives its clocks.
    private static Dialect DialectOf(Vector vector)
    {
        if (vector.Device != "lapic")
        {
            return Dialect.Devices;
        }

        bool guest = vector.Steps.Any(s => new Step(s).Op is
            "lapic_w" or "lapic_r" or "lapic_bits" or "if_window" or "line_isa" or "ioapic_w" or "ioapic_r"
            or "cr8_w" or "cr8_r" or "spin");
        return guest && !new Step(vector.Header).Has("apicHz") ? Dialect.Guest : Dialect.Apic;
    }

    private static BoardLines Watched(Vector vector, Dialect dialect)
    {
        string watch = VectorFile.Text(vector.Header, "watch") ?? "";
        return watch.Contains("INT output", StringComparison.Ordinal) ? BoardLines.PicOutput
            : watch.Contains("ioapic", StringComparison.Ordinal) ? BoardLines.IoApicInputs
            : watch.Contains("pic0", StringComparison.Ordinal) ? BoardLines.PicInputs
            : dialect != Dialect.Devices ? BoardLines.None
            : vector.Device switch
            {
                "pic" => BoardLines.PicOutput,
                "pit" => BoardLines.PicInputs,
                "hpet" => BoardLines.IoApicInputs,
                _ => BoardLines.None,
            };
    }

    private static LocalApic[] MakeApics(Vector vector, Dialect dialect, DeviceOptions options)
    {
        Step header = new(vector.Header);
        int count = (int)Math.Clamp(header.Number("smp"), 1, 256);
        long Rate(string name) => header.Time(name) is long hz and >= 1 and <= 1_000_000_000_000 ? hz : 1_000_000_000;
        ApicOptions part = new()
        {
            TimerHz = Rate("apicHz"),
            TscHz = Rate("tscHz"),
            Quirks = options.ApicQuirks,
            CanSuppressEoi = dialect == Dialect.Apic,
        };
        bool x2 = vector.Header.TryGetProperty("x2apic", out JsonElement flag) && flag.ValueKind == JsonValueKind.True;
        LocalApic[] apics = new LocalApic[count];
        for (int i = 0; i < count; i++)
        {
            // No processor runs in the device vectors, so that nobody would enable the APICs.
            apics[i] = dialect == Dialect.Devices
                ? LocalApic.CreateEnabled((uint)i, i == 0, x2, part)
                : LocalApic.Create((uint)i, i == 0, x2, part);
        }

        return apics;
    }
}
