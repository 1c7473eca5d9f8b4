namespace Tickstorm.Traces.Formats.Text;

/// <summary>
/// Lines of <c>perf script -F comm,tid,time,event,trace</c>, which do not say the CPU:
/// <c>busy 258 13.839089: irq_vectors:local_timer_entry: vector=236</c>.
/// </summary>
internal static class PerfLine
{
    /// <summary>Takes such a line up to its time stamp; <paramref name="after"/> is where the rest begins.</summary>
    public static bool Take(ReadOnlySpan<byte> line, ref EventLine parsed, out int after)
    {
        after = 0;
        for (int from = 0; from < line.Length;)
        {
            int colon = line[from..].IndexOf(": "u8);
            if (colon < 0) return false;
            colon += from;
            from = colon + 1;
            int start = line[..colon].LastIndexOf((byte)' ') + 1;
            ReadOnlySpan<byte> rest = line[start..];
            if (start < 2 || !TimeText.Take(ref rest, out parsed.TimeNs, out parsed.IsCount) || parsed.IsCount) continue;
            // Only an event with its subsystem: else any line of a log with a time in it would be one.
            ReadOnlySpan<byte> name = rest.TrimStart((byte)' ');
            if (!HasSystem(name) || line[..start].TrimEnd((byte)' ') is not [.., byte last] || !EventLineParser.IsDigit(last)) return false;
            TaskText.Take(line[..start], ref parsed);
            if (parsed.Pid < 0) return false;
            parsed.HasNoCpu = true;
            after = line.Length - rest.Length;
            return true;
        }

        return false;
    }

    // "irq_vectors:local_timer_entry:", perhaps behind a column of the period.
    private static bool HasSystem(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOf((byte)' ');
        ReadOnlySpan<byte> word = end < 0 ? text : text[..end];
        if (end > 0 && word.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0) return HasSystem(text[end..].TrimStart((byte)' '));
        int system = word.IndexOf((byte)':');
        return system > 0 && word[^1] == (byte)':' && system < word.Length - 1;
    }
}
