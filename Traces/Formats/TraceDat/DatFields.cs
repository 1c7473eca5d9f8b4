using System.Buffers.Binary;
using System.Text;
using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Formats.TraceDat;

/// <summary>The fields of an event, written and read: every event has the same at the same offsets.</summary>
internal static class DatFields
{
    /// <summary>Hard interrupt context, interrupts off (TRACE_FLAG_HARDIRQ, TRACE_FLAG_IRQS_OFF).</summary>
    private const byte Flags = 0x09;

    /// <summary>Fills an event of <see cref="DatLayout.SwitchSize"/> bytes: the CPU's task begins, or ends for good.</summary>
    public static void WriteSwitch(Span<byte> room, int cpu, bool begins)
    {
        room.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(room, (ushort)DatLayout.Numbers.SchedSwitch);
        BinaryPrimitives.WriteInt32LittleEndian(room[4..], begins ? 0 : GuestTask.Pid(cpu));
        Task(room, DatLayout.PrevCommAt, DatLayout.PrevPidAt, DatLayout.PrevPrioAt, begins ? null : cpu);
        BinaryPrimitives.WriteInt64LittleEndian(room[DatLayout.PrevStateAt..], begins ? 0 : 1);
        Task(room, DatLayout.NextCommAt, DatLayout.NextPidAt, DatLayout.NextPrioAt, begins ? cpu : null);
    }

    private static void Task(Span<byte> room, int comm, int pid, int priority, int? cpu)
    {
        Encoding.ASCII.GetBytes(cpu is { } busy ? GuestTask.Name(busy) : GuestTask.Idle, room.Slice(comm, DatLayout.CommSize - 1));
        BinaryPrimitives.WriteInt32LittleEndian(room[pid..], cpu is { } one ? GuestTask.Pid(one) : 0);
        BinaryPrimitives.WriteInt32LittleEndian(room[priority..], 120);
    }

    /// <summary>Fills the first <see cref="DatLayout.RecordSize"/> bytes.</summary>
    public static void Write(Span<byte> room, int id, in TraceRecord record, int pid)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(room, (ushort)id);
        bool inInterrupt = SimulatedEvents.IsInInterrupt(record);
        room[2] = inInterrupt ? Flags : (byte)0;
        room[3] = inInterrupt ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32LittleEndian(room[4..], pid);
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
