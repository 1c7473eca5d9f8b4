namespace Tickstorm.Traces.Formats.TraceDat;

/// <summary>How a trace.dat file begins.</summary>
internal static class DatMagic
{
    public static ReadOnlySpan<byte> Bytes =>
        [0x17, 0x08, 0x44, (byte)'t', (byte)'r', (byte)'a', (byte)'c', (byte)'i', (byte)'n', (byte)'g'];
}
