namespace Tickstorm.Hardware;

/// <summary>An IO-APIC (82093AA data sheet 290566; versions 0x11 and 0x20).</summary>
/// <remarks>
/// Left out: the serial APIC bus and its arbitration, so that a message is accepted when it is sent and delivery status reads 0.
/// </remarks>
public sealed partial class IoApic
{
    private readonly RedirectionEntry[] _entries;
    private readonly bool[] _lines, _latched;
    private readonly IMessageSink _bus;
    private readonly Func<byte>? _extIntVector;
    private readonly IoApicQuirks _quirks;
    private readonly bool _requestBits, _latches;
    private byte _select, _id;

    /// <summary>An IO-APIC after reset: all entries masked, all lines low.</summary>
    /// <param name="options">The part.</param>
    /// <param name="bus">Where messages go.</param>
    /// <param name="extIntVector">The INTA cycle of the 8259 behind ExtINT entries, run when such a message is sent.</param>
    public IoApic(IoApicOptions? options = null, IMessageSink? bus = null, Func<byte>? extIntVector = null)
    {
        options ??= new IoApicOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Pins, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Pins, 240);
        _entries = new RedirectionEntry[options.Pins];
        Array.Fill(_entries, new RedirectionEntry(RedirectionEntry.Masked));
        _lines = new bool[options.Pins];
        _latched = new bool[options.Pins];
        _bus = bus ?? NoMessages.Instance;
        _extIntVector = extIntVector;
        _quirks = options.Quirks;
        _requestBits = (options.Quirks & IoApicQuirks.RequestBits) != 0;
        _latches = options.LatchesMaskedEdges;
        Version = options.Version;
        GsiBase = options.GsiBase;
    }

    /// <summary>0x11 or 0x20.</summary>
    public byte Version { get; }

    /// <summary>The global system interrupt of pin 0.</summary>
    public uint GsiBase { get; }

    /// <summary>Input pins, 1 to 240.</summary>
    public int Pins => _entries.Length;

    /// <summary>The entry of a pin.</summary>
    public RedirectionEntry this[int pin] => _entries[pin];

    /// <summary>Drives a pin; one that does not exist leads nowhere.</summary>
    /// <param name="pin">0 to <see cref="Pins"/> - 1.</param>
    /// <param name="high">The electrical level.</param>
    public void SetPin(int pin, bool high)
    {
        if (pin == 0 && (_quirks & IoApicQuirks.PinZeroIsTwo) != 0) pin = 2;
        if ((uint)pin >= (uint)_entries.Length) return;
        if (_requestBits)
        {
            SetPinQuirky(pin, high);
            return;
        }

        bool before = IsActive(pin);
        _lines[pin] = high;
        bool active = IsActive(pin);
        if (_entries[pin].IsLevel)
        {
            SendLevel(pin);
        }
        else if (active && !before)
        {
            SendEdge(pin);
        }
    }

    /// <summary>The EOI of a vector: every level entry with it gives up its remote IRR, and sends again if its pin is active.</summary>
    public void EndOfInterrupt(byte vector)
    {
        for (int pin = 0; pin < _entries.Length; pin++)
        {
            RedirectionEntry entry = _entries[pin];
            if (entry.Vector == vector && entry.IsLevel && entry.HasRemoteIrr)
            {
                _entries[pin] = new RedirectionEntry(entry.Raw & ~RedirectionEntry.RemoteIrr);
                if (_requestBits && !entry.IsMasked && _lines[pin])
                {
                    ScanQuirky();
                }
                else if (!_requestBits)
                {
                    SendLevel(pin);
                }
            }
        }
    }

    private bool IsActive(int pin) => _lines[pin] != (_entries[pin].IsActiveLow && !_requestBits);

    private void SendLevel(int pin)
    {
        RedirectionEntry entry = _entries[pin];
        if (entry.IsMasked || entry.HasRemoteIrr || !IsActive(pin)) return;
        _entries[pin] = new RedirectionEntry(entry.Raw | RedirectionEntry.RemoteIrr);
        Send(entry);
    }

    private void SendEdge(int pin)
    {
        if (!_entries[pin].IsMasked)
        {
            Send(_entries[pin]);
        }
        else if (_latches)
        {
            _latched[pin] = true;
        }
    }

    private void Send(RedirectionEntry entry)
    {
        if (entry.Mode is not (DeliveryMode.Reserved3 or DeliveryMode.StartUp))
        {
            BusMessage message = ToMessage(entry);
            _bus.Send(in message);
        }
    }

    private BusMessage ToMessage(RedirectionEntry entry) =>
        entry.Mode == DeliveryMode.ExtInt && _extIntVector is not null
            ? entry.ToMessage() with { Vector = _extIntVector() }
            : entry.ToMessage();
}
