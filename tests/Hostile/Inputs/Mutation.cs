using System.Text;

namespace Tickstorm.Hostile.Inputs;

/// <summary>Changes an input as a bad disk, a bad line, an editor or a colleague would.</summary>
internal static class Mutation
{
    private static readonly string[] s_numbers =
    [
        "0", "-1", "1", "255", "256", "65536", "999999", "1000000", "999999999", "2147483647", "2147483648", "4294967296",
        "9223372036854775807", "-9223372036854775808", "18446744073709551615", "99999999999999999999", "1e308", "NaN", "0x7fffffff", "1.5",
    ];

    private static readonly string[] s_texts =
    [
        "\0", "\u001b[2J", "\u202e", "\"", "\\ud800", "{", "[", "]}", "null", "true", "\r\n", "\n\n", "---\n", "&a", "*a", "!!x ",
            "[003]", "=>",
        "CPU:1 [LOST 5 EVENTS]\n", "# tracer: nop\n", "\ufeff", "%", "..", "é",
    ];

    /// <summary>The input with one change, sometimes with a few.</summary>
    public static byte[] Of(byte[] sound, Random random)
    {
        byte[] changed = sound;
        for (int count = random.Next(4) == 0 ? random.Next(2, 6) : 1; count > 0; count--) changed = Once(changed, random);
        return changed;
    }

    private static byte[] Once(byte[] from, Random random)
    {
        if (from.Length == 0) return [(byte)random.Next(256)];
        int at = random.Next(from.Length), length = random.Next(1, Math.Min(from.Length - at, 1 << random.Next(1, 13)) + 1);
        switch (random.Next(11))
        {
            case 0 or 1:
                return Changed(from, at, bytes => bytes[0] ^= (byte)(1 << random.Next(8)));
            case 2:
                return Changed(from, at, bytes => bytes[0] = (byte)random.Next(256));
            case 3:
                return Changed(from, at, bytes => bytes[..Math.Min(4, bytes.Length)].Fill(0xff));
            case 4:
                return Changed(from, at, bytes => random.NextBytes(bytes[..length]));
            case 5:
                return from[..at];
            case 6:
                return [.. from[..at], .. from[(at + length)..]];
            case 7:
                return [.. from[..(at + length)], .. from[at..]];
            case 8:
                return [.. from[..at], .. Encoding.UTF8.GetBytes(s_texts[random.Next(s_texts.Length)]), .. from[at..]];
            case 9:
                // Two blocks change places.
                return [.. from[(at + length)..], .. from[at..(at + length)], .. from[..at]];
            default:
                return Number(from, at, random);
        }
    }

    private delegate void Change(Span<byte> from);

    private static byte[] Changed(byte[] from, int at, Change change)
    {
        byte[] copy = [.. from];
        change(copy.AsSpan(at));
        return copy;
    }

    // The next number of a text becomes another one.
    private static byte[] Number(byte[] from, int at, Random random)
    {
        while (at < from.Length && !char.IsAsciiDigit((char)from[at])) at++;
        int end = at;
        while (end < from.Length && char.IsAsciiDigit((char)from[end])) end++;
        return [.. from[..at], .. Encoding.ASCII.GetBytes(s_numbers[random.Next(s_numbers.Length)]), .. from[end..]];
    }
}
