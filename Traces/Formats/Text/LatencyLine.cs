namespace Tickstorm.Traces.Formats.Text;

/// <summary>
/// Lines of the latency format (kernel/trace/trace_output.c: trace_print_lat_context), which the latency tracers, ftrace_dump_on_oops
/// and <c>trace-cmd report -l</c> print.
/// </summary>
internal static class LatencyLine
{
    /// <summary>Takes such a line up to its time stamp; <paramref name="after"/> is where the rest begins.</summary>
    public static bool Take(ReadOnlySpan<byte> line, ref EventLine parsed, out int after)
    {
        if (TakeVerbose(line, ref parsed, out after)) return true;
        after = 0;
        for (int from = 0; from < line.Length;)
        {
            // A word of a CPU's number and flags, behind a task, before a time.
            int start = from;
            while (start < line.Length && line[start] == (byte)' ') start++;
            int end = start;
            while (end < line.Length && line[end] != (byte)' ') end++;
            from = end;
            int i = start;
            int cpu = 0;
            while (i < end && EventLineParser.IsDigit(line[i]) && i - start < 8) cpu = cpu * 10 + (line[i++] - '0');
            if (i == start || start == 0 || !FlagsText.IsFlags(line[i..end])) continue;
            ReadOnlySpan<byte> rest = line[end..].TrimStart((byte)' ');
            if (!TakeTime(ref rest, ref parsed)) continue;
            parsed.Cpu = cpu;
            parsed.Context = FlagsText.Context(line[i..end]);
            parsed.IsLatency = true;
            TaskText.Take(line[..start], ref parsed);
            after = line.Length - rest.Length;
            return true;
        }

        return false;
    }

    // "25638us+:", "25638us :", "14.960647:" or a count.
    private static bool TakeTime(ref ReadOnlySpan<byte> rest, scoped ref EventLine parsed)
    {
        ReadOnlySpan<byte> text = rest;
        int i = 0;
        long us = 0;
        while (i < text.Length && EventLineParser.IsDigit(text[i]) && i < 18) us = us * 10 + (text[i++] - '0');
        if (i == 0) return false;
        if (!text[i..].StartsWith("us"u8)) return TimeText.Take(ref rest, out parsed.TimeNs, out parsed.IsCount);
        int colon = text[i..].IndexOf((byte)':');
        if (colon is < 2 or > 3) return false;
        parsed.TimeNs = Saturated.Time(us, 1_000, 0);
        rest = text[(i + colon + 1)..];
        return true;
    }

    // "busy 258 0 1 00000001 00000000 [5f5e100] 100000.000ms (+0.001ms): event": the brackets hold microseconds.
    private static bool TakeVerbose(ReadOnlySpan<byte> line, ref EventLine parsed, out int after)
    {
        after = 0;
        int relative = line.IndexOf("ms (+"u8);
        if (relative < 0) return false;
        int end = line[relative..].IndexOf("): "u8);
        int bracket = line[..relative].LastIndexOf((byte)'[');
        if (end < 0 || bracket < 0) return false;
        if (!System.Buffers.Text.Utf8Parser.TryParse(line[(bracket + 1)..], out ulong us, out int digits, 'x') || digits == 0) return false;
        // Before the brackets: name, pid, CPU, flags, depth, index.
        ReadOnlySpan<byte> head = line[..bracket].TrimEnd((byte)' ');
        for (int word = 0; word < 3; word++)
        {
            int blank = head.LastIndexOf((byte)' ');
            if (blank < 0) return false;
            head = head[..blank].TrimEnd((byte)' ');
        }

        int last = head.LastIndexOf((byte)' ');
        if (last < 0 || !NumberText.TryParse(head[(last + 1)..], out long cpu)) return false;
        parsed.Cpu = Saturated.Int(cpu);
        parsed.TimeNs = us > long.MaxValue / 1_000 ? long.MaxValue : (long)us * 1_000;
        parsed.IsLatency = true;
        TaskText.Take(head[..last], ref parsed);
        after = relative + end + 2;
        return true;
    }
}
