using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tickstorm.Engine;

/// <summary>Plain structs as they lie in memory, behind their <see cref="StructVersion{T}"/>: one of another version is refused.</summary>
internal static class StructBytes
{
    public static void Write<T>(BinaryWriter writer, ref T value)
        where T : unmanaged
    {
        writer.Write(StructVersion<T>.Value);
        writer.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(ref value)));
    }

    public static void Read<T>(BinaryReader reader, ref T value)
        where T : unmanaged
    {
        CheckVersion<T>(reader);
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(new Span<T>(ref value)));
    }

    public static void WriteAll<T>(BinaryWriter writer, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        WriteHead<T>(writer, values.Length);
        writer.Write(MemoryMarshal.AsBytes(values));
    }

    /// <summary>What stands before so many values; they follow as they lie in memory, and are read by <see cref="ReadAll"/>.</summary>
    public static void WriteHead<T>(BinaryWriter writer, int count)
        where T : unmanaged
    {
        writer.Write(StructVersion<T>.Value);
        writer.Write(count);
    }

    /// <summary>The bytes of so many values, with what stands before them.</summary>
    public static int SizeOfAll<T>(int count)
        where T : unmanaged => sizeof(ulong) + sizeof(int) + count * Unsafe.SizeOf<T>();

    public static T[] ReadAll<T>(BinaryReader reader)
        where T : unmanaged
    {
        CheckVersion<T>(reader);
        T[] values = new T[reader.ReadInt32()];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    public static void ReadInto<T>(BinaryReader reader, T[] values)
        where T : unmanaged
    {
        T[] read = ReadAll<T>(reader);
        if (read.Length != values.Length)
            throw new InvalidDataException($"{read.Length} {typeof(T).Name}s were saved; this machine has {values.Length}.");
        read.CopyTo(values, 0);
    }

    private static void CheckVersion<T>(BinaryReader reader)
        where T : unmanaged
    {
        ulong version = reader.ReadUInt64();
        if (version != StructVersion<T>.Value)
        {
            throw new InvalidDataException(
                $"A saved {typeof(T).Name} has version {version:x16}; this program's has {StructVersion<T>.Value:x16}: its fields differ.");
        }
    }
}
