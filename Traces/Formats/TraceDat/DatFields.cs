using System.Buffers.Binary;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Formats.TraceDat;

/// <summary>The fields of an event, written and read: every event has the same at the same offsets.</summary>
internal static class DatFields
{
    /// <summary>Hard interrupt context, interrupts off (TRACE_FLAG_HARDIRQ, TRACE_FLAG_IRQS_OFF).</summary>
    private const byte Flags = 0x09;

    /// <summary>Fills the first <see cref="DatLayout.RecordSize"/> bytes.</summary>
    public static void Write(Span<byte> room, int id, in TraceRecord record)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(room, (ushort)id);
        room[2] = Flags;
        room[3] = 1;
        BinaryPrimitives.WriteInt32LittleEndian(room[4..], record.Cpu + 1);
        BinaryPrimitives.WriteInt32LittleEndian(room[DatLayout.VectorAt..], record.Vector);
        BinaryPrimitives.WriteInt32LittleEndian(room[DatLayout.LineAt..], record.Line);
        BinaryPrimitives.WriteInt64LittleEndian(room[DatLayout.InterruptAt..], record.Interrupt);
        BinaryPrimitives.WriteInt64LittleEndian(room[DatLayout.ArgumentAt..], record.Argument);
        BinaryPrimitives.WriteInt32LittleEndian(room[DatLayout.PeerAt..], record.Peer);
        BinaryPrimitives.WriteInt32LittleEndian(room[DatLayout.ProcessAt..], record.Process);
        BinaryPrimitives.WriteUInt32LittleEndian(room[DatLayout.SequenceAt..], record.Sequence);
    }

    /// <summary>The event's number.</summary>
    public static int Id(ReadOnlySpan<byte> body) => BinaryPrimitives.ReadUInt16LittleEndian(body);

    /// <summary>The record; kind, time and CPU come from elsewhere.</summary>
    public static TraceRecord Read(ReadOnlySpan<byte> body, TraceKind kind, long timeNs, int cpu) => new(
        timeNs, BinaryPrimitives.ReadInt32LittleEndian(body[DatLayout.ProcessAt..]),
        BinaryPrimitives.ReadUInt32LittleEndian(body[DatLayout.SequenceAt..]), kind, cpu,
        BinaryPrimitives.ReadInt64LittleEndian(body[DatLayout.InterruptAt..]),
        (short)BinaryPrimitives.ReadInt32LittleEndian(body[DatLayout.VectorAt..]),
        (short)BinaryPrimitives.ReadInt32LittleEndian(body[DatLayout.LineAt..]),
        BinaryPrimitives.ReadInt32LittleEndian(body[DatLayout.PeerAt..]),
        BinaryPrimitives.ReadInt64LittleEndian(body[DatLayout.ArgumentAt..]));
}
