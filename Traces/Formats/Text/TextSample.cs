namespace Tickstorm.Traces.Formats.Text;

/// <summary>Looks at a piece of a capture for columns that mean something else than they seem to.</summary>
internal static class TextSample
{
    private const int MostLines = 4_000;

    /// <summary>What makes the time stamps no times; null when they are.</summary>
    public static (string Wrong, string Right)? Fault(ReadOnlySpan<byte> text, bool isPerf)
    {
        int events = 0, backwards = 0;
        long before = 0, firstNs = 0, lastNs = 0, firstNow = 0, lastNow = 0;
        for (int i = 0; i < MostLines && !text.IsEmpty; i++)
        {
            int end = text.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            if (line.IsEmpty || line[0] is (byte)'#' or (byte)'\t' || EventLineParser.Parse(line, out EventLine parsed) is not null)
                continue;
            if (events++ > 0 && parsed.TimeNs < before) backwards++;
            before = parsed.TimeNs;
            if (parsed.IsCount || !EventLineParser.TryNumber(parsed.Fields, "now="u8, out long now)) continue;
            if (!parsed.Name.SequenceEqual("hrtimer_expire_entry"u8)) continue;
            if (firstNow == 0) (firstNs, firstNow) = (parsed.TimeNs, now);
            (lastNs, lastNow) = (parsed.TimeNs, now);
        }

        bool stands = lastNow - firstNow > 10_000_000 && Math.Abs(lastNs - firstNs) * 4 < lastNow - firstNow;
        if (!stands && (!isPerf || events < 8 || backwards * 5 < events)) return null;
        return ("the time stamps are differences from line to line", "run perf script without --deltatime");
    }
}
