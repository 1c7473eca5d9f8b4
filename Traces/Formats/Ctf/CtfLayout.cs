using System.Buffers.Binary;
using System.Text;
using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Formats.Ctf;

/// <summary>Where things stand in our packets and events, written and read; the metadata says the same in TSDL.</summary>
internal static class CtfLayout
{
    /// <summary>How every packet begins.</summary>
    public const uint Magic = 0xc1fc1fc1;

    /// <summary>Bytes of packet header and context.</summary>
    public const int HeaderSize = 8 + 44;

    /// <summary>Where the header has the bits in use; their total follows.</summary>
    public const int ContentBitsAt = 24;

    /// <summary>Bytes before an event's fields: its number and time.</summary>
    public const int EventHead = 10;

    /// <summary>Bytes of a record's fields.</summary>
    public const int FieldsSize = 36;

    /// <summary>Bytes of the fields of sched_switch, and of a task's name in them.</summary>
    public const int SwitchSize = 2 * CommSize + 20, CommSize = 16;

    /// <summary>How the file with the metadata begins.</summary>
    public const string MetadataBegin = "/* CTF 1.8 */";

    /// <summary>Who wrote it, in the metadata.</summary>
    public const string Tracer = "tickstorm";

    /// <summary>The numbers of the events.</summary>
    public static EventNumbers Numbers { get; } =
        new(own: 0, runInfo: 102, runTotals: 103, irqEntry: 100, irqExit: 101, firstVector: 110, schedSwitch: 104);

    /// <summary>Writes what stands before an event's fields.</summary>
    public static void WriteHead(ByteBuffer buffer, int id, long timeNs)
    {
        buffer.UInt16((ushort)id);
        buffer.Int64(timeNs);
    }

    /// <summary>Reads what stands before an event's fields.</summary>
    public static (int Id, long TimeNs) ReadHead(ReadOnlySpan<byte> head) =>
        (BinaryPrimitives.ReadUInt16LittleEndian(head), BinaryPrimitives.ReadInt64LittleEndian(head[2..]));

    /// <summary>Writes a record's fields.</summary>
    public static void WriteFields(ByteBuffer buffer, in TraceRecord record)
    {
        buffer.Int32(record.Vector);
        buffer.Int32(record.Line);
        buffer.Int64(record.Interrupt);
        buffer.Int64(record.Argument);
        buffer.Int32(record.Peer);
        buffer.Int32(record.Process);
        buffer.UInt32(record.Sequence);
    }

    /// <summary>Writes the fields of sched_switch: the CPU's task begins, or ends for good.</summary>
    public static void WriteSwitch(ByteBuffer buffer, int cpu, bool begins)
    {
        Task(buffer, begins ? null : cpu);
        buffer.Int32(begins ? 0 : 1);
        Task(buffer, begins ? cpu : null);
    }

    private static void Task(ByteBuffer buffer, int? cpu)
    {
        Span<byte> name = buffer.Take(CommSize);
        name.Clear();
        Encoding.ASCII.GetBytes(cpu is { } busy ? GuestTask.Name(busy) : GuestTask.Idle, name[..(CommSize - 1)]);
        buffer.Int32(cpu is { } one ? GuestTask.Pid(one) : 0);
        buffer.Int32(120);
    }

    /// <summary>Reads a record's fields; kind, time and CPU come from elsewhere.</summary>
    public static TraceRecord ReadFields(ReadOnlySpan<byte> fields, TraceKind kind, long timeNs, int cpu) => new(
        timeNs, BinaryPrimitives.ReadInt32LittleEndian(fields[28..]), BinaryPrimitives.ReadUInt32LittleEndian(fields[32..]), kind, cpu,
        BinaryPrimitives.ReadInt64LittleEndian(fields[8..]), (short)BinaryPrimitives.ReadInt32LittleEndian(fields),
        (short)BinaryPrimitives.ReadInt32LittleEndian(fields[4..]), BinaryPrimitives.ReadInt32LittleEndian(fields[24..]),
        BinaryPrimitives.ReadInt64LittleEndian(fields[16..]));
}
