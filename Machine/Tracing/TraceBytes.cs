using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tickstorm.Tracing;

/// <summary>Trace records as bytes, as they lie in memory, behind their format and size: those of another version are refused.</summary>
public static class TraceBytes
{
    private const int Format = 1;
    private const int HeaderBytes = 8;

    /// <summary>The bytes of one record.</summary>
    public static int OfRecord => Unsafe.SizeOf<TraceRecord>();

    /// <summary>The records as bytes.</summary>
    public static byte[] Write(ReadOnlySpan<TraceRecord> records)
    {
        byte[] bytes = new byte[HeaderBytes + records.Length * Unsafe.SizeOf<TraceRecord>()];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, Format);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), Unsafe.SizeOf<TraceRecord>());
        MemoryMarshal.AsBytes(records).CopyTo(bytes.AsSpan(HeaderBytes));
        return bytes;
    }

    /// <summary>The records from their bytes; valid as long as these are not changed.</summary>
    /// <exception cref="InvalidDataException">They are in another format.</exception>
    public static ReadOnlySpan<TraceRecord> Read(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        if (bytes.Length < HeaderBytes) throw new InvalidDataException("These are no trace records.");
        int format = BinaryPrimitives.ReadInt32LittleEndian(bytes), size = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(4));
        if (format != Format || size != Unsafe.SizeOf<TraceRecord>())
        {
            throw new InvalidDataException(
                $"Trace records have format {format} and {size} bytes; this version's have format {Format} and " +
                $"{Unsafe.SizeOf<TraceRecord>()} bytes.");
        }

        return MemoryMarshal.Cast<byte, TraceRecord>(bytes.AsSpan(HeaderBytes));
    }
}
