namespace Tickstorm.Traces.Formats.Text;

/// <summary>Takes apart the lines that ftrace, <c>trace-cmd report</c> and <c>perf script</c> print.</summary>
/// <remarks>
/// All have a task, [cpu], perhaps a column of flags, seconds with a fraction, a colon and the event:
/// <c>busy-258 [000] d.h1. 13.839089: local_timer_entry: vector=236</c> (ftrace; trace-cmd the same, by default without flags),
/// <c>swapper 0 [003] 13.839089: irq_vectors:local_timer_entry: vector=236</c> (perf). In the latency format and with
/// <c>trace-cmd report -l</c> CPU and flags are one word: <c>busy-258 0d.h1. 13839us+: local_timer_entry: vector=236</c>.
/// </remarks>
internal static class EventLineParser
{
    /// <summary>Parses a line; null when it is an event, otherwise what is wrong with it.</summary>
    public static string? Parse(ReadOnlySpan<byte> line, out EventLine parsed)
    {
        parsed = default;
        bool anyCpu = false;
        for (int from = 0; NextCpu(line, ref from, out int open, out int cpu);)
        {
            // The name of a task may hold brackets too: the CPU is what a time stamp follows.
            anyCpu = true;
            ReadOnlySpan<byte> rest = line[from..].TrimStart((byte)' ');
            CaptureContext context = CaptureContext.Unknown;
            if (rest.Length > 0 && !IsDigit(rest[0]))
            {
                int flags = rest.IndexOf((byte)' ');
                if (flags < 0) continue;
                context = FlagsText.Context(rest[..flags]);
                rest = rest[flags..].TrimStart((byte)' ');
            }

            if (!TimeText.Take(ref rest, out parsed.TimeNs, out parsed.IsCount)) continue;
            parsed.Cpu = cpu;
            parsed.Context = context;
            TaskText.Take(line[..open], ref parsed);
            return TakeName(rest.TrimStart((byte)' '), ref parsed) ? null : "no event after the time stamp";
        }

        if (LatencyLine.Take(line, ref parsed, out int after))
            return TakeName(line[after..].TrimStart((byte)' '), ref parsed) ? null : "no event after the time stamp";
        if (!anyCpu && PerfLine.Take(line, ref parsed, out after))
            return TakeName(line[after..].TrimStart((byte)' '), ref parsed) ? null : "no event after the time stamp";
        return anyCpu ? "no time stamp of the form seconds.fraction followed by a colon" : "no [cpu] column";
    }

    /// <summary>The number after <paramref name="key"/> (which ends in '='), decimal or 0x hexadecimal.</summary>
    public static bool TryNumber(ReadOnlySpan<byte> fields, ReadOnlySpan<byte> key, out long value)
    {
        value = 0;
        return TryText(fields, key, out ReadOnlySpan<byte> text) && NumberText.TryParse(text, out value);
    }

    /// <summary>The text after <paramref name="key"/> up to the next blank.</summary>
    public static bool TryText(ReadOnlySpan<byte> fields, ReadOnlySpan<byte> key, out ReadOnlySpan<byte> text)
    {
        text = default;
        for (int from = 0; from < fields.Length;)
        {
            int at = fields[from..].IndexOf(key);
            if (at < 0) return false;
            at += from;
            if (at == 0 || fields[at - 1] is (byte)' ' or (byte)'\t' or (byte)'(' or (byte)'[')
            {
                text = fields[(at + key.Length)..];
                int end = text.IndexOfAny((byte)' ', (byte)'\t');
                if (end >= 0) text = text[..end];
                return true;
            }

            from = at + key.Length;
        }

        return false;
    }

    /// <summary>True for a digit.</summary>
    public static bool IsDigit(byte value) => (uint)(value - '0') <= 9;

    // The next "[003]" with a blank behind it; from is moved behind it.
    private static bool NextCpu(ReadOnlySpan<byte> line, ref int from, out int open, out int cpu)
    {
        open = cpu = 0;
        while (true)
        {
            int at = line[from..].IndexOf((byte)'[');
            if (at < 0) return false;
            open = from + at;
            int i = open + 1;
            cpu = 0;
            while (i < line.Length && IsDigit(line[i]) && cpu < 100_000_000) cpu = cpu * 10 + (line[i++] - '0');
            from = open + 1;
            if (i == open + 1 || i + 1 >= line.Length || line[i] != (byte)']' || line[i + 1] != (byte)' ') continue;
            from = i + 1;
            return true;
        }
    }

    private static bool TakeName(ReadOnlySpan<byte> rest, ref EventLine parsed)
    {
        int i = 0;
        while (i < rest.Length && rest[i] != (byte)' ' && rest[i] != (byte)'\t') i++;
        if (i == 0) return false;
        if (rest[i - 1] == (byte)':')
        {
            ReadOnlySpan<byte> name = rest[..(i - 1)];
            int system = name.LastIndexOf((byte)':');
            parsed.Name = system < 0 ? name : name[(system + 1)..];
            if (parsed.Name.IsEmpty) return false;
            parsed.Fields = rest[i..].TrimStart((byte)' ');
            // trace-cmd prints the function tracer's lines as an event of that name.
            if (parsed.Name.SequenceEqual("function"u8)) return TakeName(parsed.Fields, ref parsed);
            return true;
        }

        ReadOnlySpan<byte> after = rest[i..].TrimStart((byte)' ');
        // Columns of options: the period (perf script -F +period), the time since the event before (trace-cmd report --ts-diff).
        bool isColumn = rest[..i].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0 || rest[0] == (byte)'(';
        if (isColumn && NameEnds(after)) return TakeName(after, ref parsed);
        parsed.IsFunction = (rest[0] | 32) is >= (byte)'a' and <= (byte)'z' || rest[0] == (byte)'_';
        parsed.Name = rest[..i];
        parsed.Fields = rest[i..];
        return true;
    }

    // True when the first word ends in a colon: an event's name.
    private static bool NameEnds(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOf((byte)' ');
        ReadOnlySpan<byte> word = end < 0 ? text : text[..end];
        return word.Length > 1 && word[^1] == (byte)':';
    }
}
