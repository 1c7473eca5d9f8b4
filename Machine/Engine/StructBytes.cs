using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tickstorm.Engine;

/// <summary>Plain structs as they lie in memory, behind their size: a struct of another version is refused.</summary>
internal static class StructBytes
{
    public static void Write<T>(BinaryWriter writer, ref T value)
        where T : unmanaged
    {
        writer.Write(Unsafe.SizeOf<T>());
        writer.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(ref value)));
    }

    public static void Read<T>(BinaryReader reader, ref T value)
        where T : unmanaged
    {
        int size = reader.ReadInt32();
        if (size != Unsafe.SizeOf<T>())
            throw new InvalidDataException($"A saved {typeof(T).Name} has {size} bytes; this version's has {Unsafe.SizeOf<T>()}.");
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(new Span<T>(ref value)));
    }

    public static void WriteAll<T>(BinaryWriter writer, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        writer.Write(Unsafe.SizeOf<T>());
        writer.Write(values.Length);
        writer.Write(MemoryMarshal.AsBytes(values));
    }

    public static T[] ReadAll<T>(BinaryReader reader)
        where T : unmanaged
    {
        int size = reader.ReadInt32();
        if (size != Unsafe.SizeOf<T>())
            throw new InvalidDataException($"Saved {typeof(T).Name}s have {size} bytes; this version's have {Unsafe.SizeOf<T>()}.");
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
}
