using System.Buffers.Binary;
using Tickstorm.Traces.Outputs;

namespace Tickstorm.Traces.Formats.Ctf;

/// <summary>One CPU's stream of packets; its file is open only while a packet is written, so that any number of CPUs is possible.</summary>
internal sealed class CtfStream(string path, int cpu, int packetSize)
{
    /// <summary>The time of its last event, ns.</summary>
    public long LastNs => _endNs;

    /// <summary>True once viewers know which task runs on the CPU.</summary>
    public bool IsTold { get; set; }

    private readonly ByteBuffer _packet = new(512);
    private long _beginNs;
    private long _endNs;

    /// <summary>The buffer to append an event to; <paramref name="size"/> bounds its size.</summary>
    public ByteBuffer Room(long timeNs, int size)
    {
        if (_packet.Length > 0 && _packet.Length + size > packetSize) Flush();
        if (_packet.Length == 0)
        {
            _packet.Take(CtfLayout.HeaderSize).Clear();
            _beginNs = timeNs;
        }

        _endNs = timeNs;
        return _packet;
    }

    /// <summary>Writes what is there as one packet.</summary>
    public void Flush()
    {
        if (_packet.Length == 0) return;
        long bits = 8L * _packet.Length;
        Span<byte> head = _packet.At(0, CtfLayout.HeaderSize);
        BinaryPrimitives.WriteUInt32LittleEndian(head, CtfLayout.Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(head[4..], 0);
        BinaryPrimitives.WriteInt64LittleEndian(head[8..], _beginNs);
        BinaryPrimitives.WriteInt64LittleEndian(head[16..], _endNs);
        BinaryPrimitives.WriteInt64LittleEndian(head[CtfLayout.ContentBitsAt..], bits);
        BinaryPrimitives.WriteInt64LittleEndian(head[(CtfLayout.ContentBitsAt + 8)..], bits);
        BinaryPrimitives.WriteInt64LittleEndian(head[40..], 0);
        BinaryPrimitives.WriteInt32LittleEndian(head[48..], cpu);
        using FileStream file = new(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, 0);
        new ChunkStream(file.SafeFileHandle, file.Length).Write(_packet.Written);
        _packet.Clear();
    }
}
