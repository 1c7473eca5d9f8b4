namespace Tickstorm.Traces.Formats.Text;

/// <summary>The time stamps of event lines.</summary>
internal static class TimeText
{
    /// <summary>Takes "13.839089:" (seconds), or "6716:" (a count of a clock that does not count nanoseconds).</summary>
    public static bool Take(ref ReadOnlySpan<byte> rest, out long timeNs, out bool isCount)
    {
        timeNs = 0;
        isCount = false;
        int i = 0;
        long whole = 0;
        while (i < rest.Length && EventLineParser.IsDigit(rest[i]) && i < 18) whole = whole * 10 + (rest[i++] - '0');
        if (i == 0 || i >= rest.Length) return false;
        if (rest[i] == (byte)':')
        {
            timeNs = whole;
            isCount = true;
            rest = rest[(i + 1)..];
            return true;
        }

        // Some locales print a comma.
        if (rest[i] is not ((byte)'.' or (byte)',')) return false;
        i++;
        long fraction = 0;
        int digits = 0;
        while (i < rest.Length && EventLineParser.IsDigit(rest[i]) && digits < 9)
        {
            fraction = fraction * 10 + (rest[i++] - '0');
            digits++;
        }

        if (digits == 0 || i >= rest.Length || rest[i] != (byte)':') return false;
        for (; digits < 9; digits++) fraction *= 10;
        timeNs = Saturated.Time(whole, 1_000_000_000, fraction);
        rest = rest[(i + 1)..];
        return true;
    }
}
