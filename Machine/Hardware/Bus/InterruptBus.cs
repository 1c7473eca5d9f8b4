namespace Tickstorm.Hardware;

/// <summary>
/// The local APICs of a machine and the way messages find them (SDM, "Determining IPI Destination", "Lowest Priority Delivery Mode").
/// </summary>
public sealed class InterruptBus : IMessageSink
{
    private readonly LocalApic[] _apics;
    private readonly List<IoApic> _ioApics = [];

    /// <summary>A bus with the given local APICs, at indices 0 up.</summary>
    public InterruptBus(params LocalApic[] apics)
    {
        ArgumentNullException.ThrowIfNull(apics);
        _apics = apics;
    }

    /// <summary>How many local APICs there are.</summary>
    public int Count => _apics.Length;

    /// <summary>
    /// A lowest-priority message goes to one destination; if false, to all of them like a fixed one, as some chip sets do.
    /// </summary>
    public bool ArbitratesLowestPriority { get; init; } = true;

    /// <summary>A start-up by INIT resets the APIC; false where no processor runs that could take it.</summary>
    public bool DeliversInit { get; init; } = true;

    /// <summary>An ExtINT message is taken like a fixed one, with the vector that it carries, as QEMU does.</summary>
    public bool TakesExtIntAsFixed { get; init; }

    /// <summary>A local APIC, by index.</summary>
    public ref LocalApic this[int index] => ref _apics[index];

    /// <summary>Adds an IO-APIC that is to hear EOI messages.</summary>
    public void Attach(IoApic ioApic) => _ioApics.Add(ioApic);

    /// <inheritdoc/>
    public void Send(in BusMessage message) => Send(in message, sender: -1);

    /// <summary>Delivers a message; EOI messages go to every IO-APIC, and what they send in turn is delivered too.</summary>
    /// <param name="message">The message.</param>
    /// <param name="sender">The index of the sending local APIC, for the shorthands; -1 for a device.</param>
    /// <returns>How many local APICs were meant.</returns>
    public int Send(in BusMessage message, int sender)
    {
        if (message.Kind == BusMessageKind.EndOfInterrupt)
        {
            foreach (IoApic ioApic in _ioApics)
            {
                ioApic.EndOfInterrupt(message.Vector);
            }

            return 0;
        }

        if (message.Kind == BusMessageKind.None || message.Deassert) return 0;
        return message.Mode == DeliveryMode.LowestPriority && ArbitratesLowestPriority
            ? SendToLowest(in message, sender)
            : SendToAll(in message, sender);
    }

    /// <summary>True if a message means the local APIC at an index.</summary>
    public bool Means(in BusMessage message, int index, int sender) => message.Shorthand switch
    {
        DestinationShorthand.Self => index == sender,
        DestinationShorthand.All => true,
        DestinationShorthand.AllButSelf => index != sender,
        _ => _apics[index].IsDestination(message.Destination, message.Logical, message.Wide),
    };

    private int SendToAll(in BusMessage message, int sender)
    {
        int count = 0;
        for (int i = 0; i < _apics.Length; i++)
        {
            if (Means(in message, i, sender))
            {
                count++;
                Deliver(in message, i);
            }
        }

        return count;
    }

    // The lowest processor priority wins; among equals the lowest index, so that a run repeats.
    private int SendToLowest(in BusMessage message, int sender)
    {
        int best = -1;
        for (int i = 0; i < _apics.Length; i++)
        {
            if (Means(in message, i, sender) && (best < 0 || _apics[i].ProcessorPriority < _apics[best].ProcessorPriority))
            {
                best = i;
            }
        }

        if (best < 0) return 0;
        Deliver(in message, best);
        return 1;
    }

    private void Deliver(in BusMessage message, int index)
    {
        if (message.Mode != DeliveryMode.Init || DeliversInit)
        {
            bool asFixed = TakesExtIntAsFixed && message.Mode == DeliveryMode.ExtInt;
            _apics[index].Receive(asFixed ? DeliveryMode.Fixed : message.Mode, message.Vector, message.Level);
        }
    }
}
