namespace Tickstorm.Traces.Formats.Text;

/// <summary>The clock of a text capture whose time stamps are whole numbers and no nanoseconds.</summary>
/// <remarks>
/// trace_clock "uptime" counts ticks of USER_HZ (10 ms), "x86-tsc" cycles, "counter" events. Which it is shows in how it runs against the
/// kernel's own time, which the expiries of timers tell.
/// </remarks>
internal sealed class TextClock
{
    private const double UptimeNs = 10_000_000;
    private readonly long _origin;
    private readonly long _originNs;
    private readonly double _unitNs;

    private TextClock(long origin, long originNs, double unitNs) => (_origin, _originNs, _unitNs) = (origin, originNs, unitNs);

    /// <summary>How fine it is, ns.</summary>
    public long ResolutionNs => (long)Math.Max(1, _unitNs);

    /// <summary>The clock of a capture, by a piece of it; null when its unit does not show.</summary>
    public static TextClock? Of(ReadOnlySpan<byte> text)
    {
        List<(long Count, long Ns)> pairs = [];
        while (!text.IsEmpty && pairs.Count < 10_000)
        {
            int end = text.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            if (EventLineParser.Parse(line, out EventLine parsed) is not null || !parsed.IsCount) continue;
            if (parsed.Name.SequenceEqual("hrtimer_expire_entry"u8) && EventLineParser.TryNumber(parsed.Fields, "now="u8, out long now))
                pairs.Add((parsed.TimeNs, now));
        }

        return Fit(pairs);
    }

    /// <summary>The time of a count, ns; negative when it is before the kernel's time began.</summary>
    public long Time(long count)
    {
        double ns = _originNs + (count - _origin) * _unitNs;
        return ns >= CaptureGuard.LatestNs ? long.MaxValue : Math.Max(0, (long)ns);
    }

    private static TextClock? Fit(List<(long Count, long Ns)> pairs)
    {
        if (pairs.Count < 4) return null;
        (long firstCount, long firstNs) = pairs[0];
        (long lastCount, long lastNs) = pairs[^1];
        long counts = lastCount - firstCount, span = lastNs - firstNs;
        if (counts <= 0 || span <= 0) return null;
        double unit = (double)span / counts;
        // A count of events does not run evenly; the clocks of time do, but for their last digit.
        foreach ((long count, long ns) in pairs)
        {
            if (Math.Abs(firstNs + (count - firstCount) * unit - ns) > 0.02 * span + unit + 2_000_000) return null;
        }

        if (unit is > 0.8 * UptimeNs and < 1.2 * UptimeNs) return new TextClock(0, 0, UptimeNs);
        return unit is > 0.05 and < 100 ? new TextClock(firstCount, firstNs, unit) : null;
    }
}
