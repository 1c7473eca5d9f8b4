using Tickstorm.Engine;

namespace Tickstorm.Hardware;

// The state that a snapshot holds: entries, line levels, latched edges, the window's index, the id. Options and wiring are left
// out: they belong to the machine, not to a moment.
public sealed partial class IoApic
{
    /// <summary>Copies the state into another IO-APIC with as many pins.</summary>
    /// <exception cref="ArgumentException">It has another number of pins.</exception>
    public void CopyStateTo(IoApic other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Pins != Pins) throw new ArgumentException($"The other IO-APIC has {other.Pins} pins, this one {Pins}.", nameof(other));
        _entries.CopyTo(other._entries, 0);
        _lines.CopyTo(other._lines, 0);
        _latched.CopyTo(other._latched, 0);
        other._select = _select;
        other._id = _id;
    }

    /// <summary>Writes the state.</summary>
    internal void Write(BinaryWriter writer)
    {
        StructBytes.WriteAll<RedirectionEntry>(writer, _entries);
        StructBytes.WriteAll<bool>(writer, _lines);
        StructBytes.WriteAll<bool>(writer, _latched);
        writer.Write(_select);
        writer.Write(_id);
    }

    /// <summary>Takes a written state of a part with as many pins.</summary>
    internal void Read(BinaryReader reader)
    {
        StructBytes.ReadInto(reader, _entries);
        StructBytes.ReadInto(reader, _lines);
        StructBytes.ReadInto(reader, _latched);
        _select = reader.ReadByte();
        _id = reader.ReadByte();
    }
}
