namespace Tickstorm.Traces.Formats.Text;

/// <summary>Takes apart the lines that ftrace, <c>trace-cmd report</c> and <c>perf script</c> print.</summary>
/// <remarks>
/// All three have a task, [cpu], perhaps a column of flags, seconds with a fraction, a colon and the event:
/// <c>busy-258 [000] d.h1. 13.839089: local_timer_entry: vector=236</c> (ftrace; trace-cmd the same, by default without flags),
/// <c>swapper 0 [003] 13.839089: irq_vectors:local_timer_entry: vector=236</c> (perf).
/// </remarks>
internal static class EventLineParser
{
    /// <summary>Parses a line; null when it is an event, otherwise what is wrong with it.</summary>
    public static string? Parse(ReadOnlySpan<byte> line, out EventLine parsed)
    {
        parsed = default;
        if (!FindCpu(line, out int open, out int close, out parsed.Cpu)) return "no [cpu] column";
        parsed.Idle = IsIdle(line[..open]);

        ReadOnlySpan<byte> rest = line[(close + 1)..].TrimStart((byte)' ');
        if (rest.Length > 0 && !IsDigit(rest[0]))
        {
            int flags = rest.IndexOf((byte)' ');
            if (flags < 0) return "no time stamp";
            rest = rest[flags..].TrimStart((byte)' ');
        }

        if (!TakeTime(ref rest, out parsed.TimeNs)) return "no time stamp of the form seconds.fraction followed by a colon";
        return TakeName(rest.TrimStart((byte)' '), ref parsed) ? null : "no event after the time stamp";
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
            if (at == 0 || fields[at - 1] is (byte)' ' or (byte)'\t')
            {
                text = fields[(at + key.Length)..];
                int end = text.IndexOf((byte)' ');
                if (end >= 0) text = text[..end];
                return true;
            }

            from = at + key.Length;
        }

        return false;
    }

    private static bool FindCpu(ReadOnlySpan<byte> line, out int open, out int close, out int cpu)
    {
        open = close = cpu = 0;
        for (int from = 0; ;)
        {
            int at = line[from..].IndexOf((byte)'[');
            if (at < 0) return false;
            open = from + at;
            int i = open + 1;
            cpu = 0;
            while (i < line.Length && IsDigit(line[i]) && cpu < 100_000_000) cpu = cpu * 10 + (line[i++] - '0');
            close = i;
            if (i > open + 1 && i < line.Length && line[i] == (byte)']') return true;
            from = open + 1;
        }
    }

    private static bool IsIdle(ReadOnlySpan<byte> task)
    {
        task = task.TrimEnd((byte)' ');
        // With the record-tgid option a "(tgid)" column follows the task.
        if (task is [.., (byte)')'])
        {
            int paren = task.LastIndexOf((byte)'(');
            if (paren > 0) task = task[..paren].TrimEnd((byte)' ');
        }

        return task is [.., (byte)'-' or (byte)' ', (byte)'0'];
    }

    private static bool TakeTime(ref ReadOnlySpan<byte> rest, out long timeNs)
    {
        timeNs = 0;
        int i = 0;
        long seconds = 0;
        while (i < rest.Length && IsDigit(rest[i]) && i < 18) seconds = seconds * 10 + (rest[i++] - '0');
        if (i == 0 || i >= rest.Length || rest[i] != (byte)'.') return false;
        i++;
        long fraction = 0;
        int digits = 0;
        while (i < rest.Length && IsDigit(rest[i]) && digits < 9)
        {
            fraction = fraction * 10 + (rest[i++] - '0');
            digits++;
        }

        if (digits == 0 || i >= rest.Length || rest[i] != (byte)':') return false;
        for (; digits < 9; digits++) fraction *= 10;
        timeNs = Saturated.Time(seconds, 1_000_000_000, fraction);
        rest = rest[(i + 1)..];
        return true;
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

        parsed.IsFunction = true;
        parsed.Name = rest[..i];
        parsed.Fields = rest[i..];
        return true;
    }

    private static bool IsDigit(byte value) => (uint)(value - '0') <= 9;
}
