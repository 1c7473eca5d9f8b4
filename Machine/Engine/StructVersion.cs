using System.Buffers.Binary;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace Tickstorm.Engine;

/// <summary>
/// The version of a plain struct: its size and its fields in their order, by name and type, nested ones and the values of enums
/// included. Two structs of equal size with two fields swapped, or with a value renumbered, are two versions.
/// </summary>
internal static class StructVersion<T>
    where T : unmanaged
{
    /// <summary>The version as 64 bits.</summary>
    public static readonly ulong Value = Hash($"{Unsafe.SizeOf<T>()}:{StructVersion.Describe(typeof(T))}");

    private static ulong Hash(string text) => BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

internal static class StructVersion
{
    /// <summary>A type in words: its name, and what it is made of.</summary>
    public static string Describe(Type type)
    {
        if (type.IsEnum) return $"{type.GetEnumUnderlyingType().Name}({string.Join(',', EnumNames(type))})";
        if (type.IsPrimitive) return type.Name;
        FieldInfo[] fields = type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
        // Reflection promises no order; tokens are in the order of the source.
        Array.Sort(fields, (a, b) => a.MetadataToken.CompareTo(b.MetadataToken));
        int repeats = type.GetCustomAttribute<InlineArrayAttribute>()?.Length ?? 1;
        return $"{{{string.Join(';', fields.Select(f => $"{f.Name} {Describe(f.FieldType)}"))}}}{(repeats == 1 ? "" : $"x{repeats}")}";
    }

    private static IEnumerable<string> EnumNames(Type type) =>
        Enum.GetNames(type).Zip(Enum.GetValuesAsUnderlyingType(type).Cast<object>(), (name, value) => $"{name}={value}");
}
