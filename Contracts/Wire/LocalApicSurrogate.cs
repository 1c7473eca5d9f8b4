using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Tickstorm.Hardware;

namespace Tickstorm.Contracts.Wire;

/// <summary>A local APIC on the wire: its bytes as they lie in memory. Both silos run the same version; another size is refused.</summary>
[GenerateSerializer, Immutable, Alias("tickstorm.local-apic")]
public struct LocalApicSurrogate
{
    /// <summary>The bytes.</summary>
    [Id(0)] public byte[] Bytes;
}

/// <summary>Converts local APICs.</summary>
[RegisterConverter]
public sealed class LocalApicConverter : IConverter<LocalApic, LocalApicSurrogate>
{
    /// <inheritdoc/>
    public LocalApic ConvertFromSurrogate(in LocalApicSurrogate surrogate)
    {
        if (surrogate.Bytes.Length != Unsafe.SizeOf<LocalApic>())
        {
            throw new InvalidDataException(
                $"A local APIC of {surrogate.Bytes.Length} bytes came in; this version's has {Unsafe.SizeOf<LocalApic>()}.");
        }

        return MemoryMarshal.Read<LocalApic>(surrogate.Bytes);
    }

    /// <inheritdoc/>
    public LocalApicSurrogate ConvertToSurrogate(in LocalApic value) =>
        new() { Bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<LocalApic>(in value)).ToArray() };
}
