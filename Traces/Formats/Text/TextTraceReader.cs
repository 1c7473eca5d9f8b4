namespace Tickstorm.Traces.Formats.Text;

/// <summary>Reads a kernel's trace as text: ftrace, <c>trace-cmd report</c> or <c>perf script</c>, plain or gzip.</summary>
public static class TextTraceReader
{
    /// <summary>Reads everything into <paramref name="sink"/> and says which format it was.</summary>
    /// <exception cref="TraceFormatException">A line is none of an event, a comment and a note of the tracer.</exception>
    public static TextFormat Read(Stream stream, string file, ICaptureSink sink)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(sink);
        Stream text = TraceStreams.Unpacked(stream, out byte[] head);
        TextFormat format = Detect(head, file);
        LineSource lines = new(text, file);
        SimulatedText simulated = new(sink);
        bool any = false;
        while (lines.TryRead(out ReadOnlySpan<byte> line))
        {
            // Our own files end their lines, so that one without an end was cut.
            if (lines.EndsWithin && simulated.Any)
            {
                sink.Cut(lines.Place, "the file ends within this line", isSure: true);
                break;
            }

            if (line.IsEmpty || TracerNotes.Take(line, sink)) continue;
            if (EventLineParser.Parse(line, out EventLine parsed) is { } wrong)
            {
                if (lines.EndsWithin && any)
                {
                    sink.Cut(lines.Place, "the file ends within this line", isSure: true);
                    break;
                }

                throw new TraceFormatException(file, lines.Place, wrong,
                    "a line like \"<idle>-0 [003] d.h1. 123.456789: local_timer_entry: vector=236\" was expected");
            }

            any = true;
            // A kernel's capture may have been copied without its last line end, or cut within a number.
            if (lines.EndsWithin) sink.Cut(lines.Place, "this line has no end", isSure: false);
            if (simulated.Take(parsed))
            {
                if (simulated.Wrong is { } fault)
                    throw new TraceFormatException(file, lines.Place, fault, "a line as Tickstorm writes it was expected");
                continue;
            }

            CaptureEvent captured = KernelEvents.Read(parsed, out ReadOnlySpan<byte> label);
            sink.Event(captured, label);
        }

        if (!any) throw new TraceFormatException(file, lines.Place, "the trace holds no event", "at least one event line was expected");
        return format;
    }

    private static TextFormat Detect(byte[] head, string file)
    {
        ReadOnlySpan<byte> bytes = head;
        if (bytes.IsEmpty) throw new TraceFormatException(file, "offset 0", "the file is empty", "a trace was expected");
        int zero = bytes.IndexOf((byte)0);
        if (zero >= 0)
        {
            throw new TraceFormatException(
                file, $"offset {zero}", "the file is binary and of no known format", "trace.dat, OTLP or a text trace was expected");
        }

        if (bytes.StartsWith("cpus="u8) || bytes.StartsWith("version = "u8) || bytes.StartsWith("CPU "u8)) return TextFormat.TraceCmdReport;
        if (bytes.StartsWith("# tracer:"u8)) return TextFormat.Ftrace;
        // perf writes "system:event:" and a task without a hyphen before its pid.
        int line = 0;
        while (line < bytes.Length)
        {
            int end = bytes[line..].IndexOf((byte)'\n');
            ReadOnlySpan<byte> one = end < 0 ? bytes[line..] : bytes.Slice(line, end);
            if (!one.StartsWith("#"u8) && !one.IsEmpty)
                return LooksLikePerf(one) ? TextFormat.PerfScript : TextFormat.Ftrace;
            if (end < 0) break;
            line += end + 1;
        }

        return bytes.StartsWith("# ========"u8) ? TextFormat.PerfScript : TextFormat.Ftrace;
    }

    private static bool LooksLikePerf(ReadOnlySpan<byte> line)
    {
        int bracket = line.IndexOf((byte)'[');
        if (bracket <= 0) return false;
        ReadOnlySpan<byte> task = line[..bracket].TrimEnd((byte)' ');
        int blank = task.LastIndexOf((byte)' ');
        ReadOnlySpan<byte> last = task[(blank + 1)..];
        foreach (byte value in last)
        {
            if ((uint)(value - '0') > 9 && value != (byte)'/') return false;
        }

        return blank > 0 && last.Length > 0;
    }
}
