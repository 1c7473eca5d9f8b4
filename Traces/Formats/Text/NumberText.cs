using System.Buffers.Text;

namespace Tickstorm.Traces.Formats.Text;

/// <summary>NumberText in text, without strings.</summary>
internal static class NumberText
{
    /// <summary>Parses a leading decimal or 0x hexadecimal number.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long value)
    {
        if (text.StartsWith("0x"u8))
        {
            bool parsed = Utf8Parser.TryParse(text[2..], out ulong hexadecimal, out int taken, 'x') && taken > 0;
            value = unchecked((long)hexadecimal);
            return parsed;
        }

        return Utf8Parser.TryParse(text, out value, out int _);
    }

    /// <summary>Parses bare hexadecimal, as the kernel prints pointers.</summary>
    public static long Pointer(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("0x"u8)) text = text[2..];
        return Utf8Parser.TryParse(text, out ulong value, out int _, 'x') ? unchecked((long)value) : 0;
    }
}
