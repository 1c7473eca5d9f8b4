using System.Text.Json;
using Tickstorm.Hardware;

namespace Tickstorm.Client.Replay;

/// <summary>A PC's interrupt hardware, wired, for one vector; time moves only by its steps.</summary>
internal sealed partial class Board
{
    private readonly Pic8259Pair _pic;
    private readonly IoApic _ioApic;
    private readonly Pit8254 _pit;
    private readonly Hpet _hpet;
    private readonly InterruptBus _bus;
    private readonly DeviceOptions _options;
    private readonly bool _countsAsBool;
    private long _now;

    internal Board(Vector vector, DeviceOptions options)
    {
        _options = options;
        Dialect dialect = DialectOf(vector);
        Wires = new Wires(Watched(vector, dialect), dialect == Dialect.Devices);
        _countsAsBool = dialect == Dialect.Devices;
        _bus = new InterruptBus(MakeApics(vector, dialect, options))
        {
            ArbitratesLowestPriority = !options.LowestPriorityToAll,
            DeliversInit = !(dialect == Dialect.Devices && options.Has(Deviation.BusInit)),
            TakesExtIntAsFixed = options.Has(Deviation.LapicExtInt),
        };
        _pic = new Pic8259Pair(new Output(this, (board, _, high) => board.SetInt(high)), options.PicQuirks);
        _ioApic = new IoApic(
            new IoApicOptions
            {
                Pins = options.IoApicPins,
                Version = options.IoApicVersion,
                LatchesMaskedEdges = options.LatchesMaskedEdges,
                Quirks = options.IoApicQuirks,
            },
            new MessageTap(this),
            _pic.Acknowledge);
        _bus.Attach(_ioApic);
        _pit = new Pit8254(new Output(this, (board, _, high) => board.SetGsi(0, high)), options.Has(Deviation.PitCounting));
        _hpet = new Hpet(
            new HpetOptions
            {
                HasMessages = vector.Header.ToString().Contains("hpet.msi=on", StringComparison.Ordinal), Quirks = options.HpetQuirks,
            },
            new Output(this, (board, line, high) => board.SetGsi(line, high)),
            SendMsi,
            (legacy, now) => _pit!.EnableOutput(!legacy, now));
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

    internal Wires Wires { get; }

    // A guest's vectors speak of registers by offset; a bus of APICs has a header that gives its clocks.
    private static Dialect DialectOf(Vector vector)
    {
        if (vector.Device != "lapic")
        {
            return Dialect.Devices;
        }

        bool guest = vector.Steps.Any(s => new Step(s).Op is
            "lapic_w" or "lapic_r" or "lapic_bits" or "if_window" or "line_isa" or "ioapic_w" or "ioapic_r" or "cr8_w" or "cr8_r" or "spin");
        return guest && !new Step(vector.Header).Has("apicHz") ? Dialect.Guest : Dialect.Apic;
    }

    private static WatchedLines Watched(Vector vector, Dialect dialect)
    {
        string watch = VectorFile.Text(vector.Header, "watch") ?? "";
        return watch.Contains("INT output", StringComparison.Ordinal) ? WatchedLines.PicOutput
            : watch.Contains("ioapic", StringComparison.Ordinal) ? WatchedLines.IoApicInputs
            : watch.Contains("pic0", StringComparison.Ordinal) ? WatchedLines.PicInputs
            : dialect != Dialect.Devices ? WatchedLines.None
            : vector.Device switch
            {
                "pic" => WatchedLines.PicOutput,
                "pit" => WatchedLines.PicInputs,
                "hpet" => WatchedLines.IoApicInputs,
                _ => WatchedLines.None,
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

    private sealed class Output(Board board, Action<Board, int, bool> act) : ILineSink
    {
        public void SetLine(int line, bool high) => act(board, line, high);
    }

    private sealed class MessageTap(Board board) : IMessageSink
    {
        public void Send(in BusMessage message)
        {
            board.Wires.Message(in message);
            board._bus.Send(in message);
        }
    }
}
