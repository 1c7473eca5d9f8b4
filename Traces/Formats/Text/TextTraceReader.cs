namespace Tickstorm.Traces.Formats.Text;

/// <summary>Reads a kernel's trace as text: ftrace, <c>trace-cmd report</c> or <c>perf script</c>, plain or gzip.</summary>
public static class TextTraceReader
{
    /// <summary>Reads everything into <paramref name="sink"/> and says which format it was.</summary>
    /// <remarks>Lines that are no event and no note of a tracer are passed over and told to the sink.</remarks>
    /// <exception cref="TraceFormatException">There is no event in it, or it is something else that is known.</exception>
    public static TextFormat Read(Stream stream, string file, ICaptureSink sink)
    {
        using TraceInput input = new(stream, file);
        return Read(input, sink);
    }

    /// <summary>The same for an input that is open.</summary>
    public static TextFormat Read(TraceInput input, ICaptureSink taker)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(taker);
        string file = input.Name;
        if (input.IsFolder) throw new TraceFormatException(file, "whole folder", "this is a folder", "a file was expected");
        TextFormat format = Detect(input.Begin, file);
        LineSource lines = new(input.Stream, file);
        CaptureGuard sink = input.Guard(taker, () => lines.Place, isOrdered: format == TextFormat.Ftrace);
        lines.Begin();
        SimulatedText simulated = new(sink);
        KernelText kernel = new(sink, lines, file, format);
        bool any = false;
        while (lines.TryRead(out ReadOnlySpan<byte> line))
        {
            sink.Look();
            // Our own files end their lines, so that one without an end was cut.
            if (lines.EndsWithin && simulated.Any)
            {
                sink.Cut(lines.Place, "the file ends within this line", isSure: true);
                break;
            }

            if (lines.LineNumber == 1 && line.StartsWith((ReadOnlySpan<byte>)[0xef, 0xbb, 0xbf])) line = line[3..];
            if (line.IsEmpty || TracerNotes.Take(line, sink, kernel))
            {
                if (lines.EndsWithin && any) sink.Cut(lines.Place, "this line has no end", isSure: false);
                continue;
            }

            if (EventLineParser.Parse(line, out EventLine parsed) is { } wrong)
            {
                if (lines.EndsWithin && any)
                {
                    sink.Cut(lines.Place, "the file ends within this line", isSure: true);
                    break;
                }

                if (simulated.Any)
                    throw new TraceFormatException(file, lines.Place, wrong, "a line as Tickstorm writes it was expected");
                sink.Skipped(lines.Place, wrong, line);
                continue;
            }

            if (parsed.HasNoCpu && !kernel.TakesWithoutCpu())
            {
                sink.Skipped(lines.Place, "no [cpu] column, which other lines have", line);
                continue;
            }

            // A run begins with its description, and a kernel has no such events.
            if (!simulated.Any && (any ? SimulatedText.IsOurs(parsed) : SimulatedText.IsRecord(parsed)))
            {
                throw new TraceFormatException(
                    file, lines.Place, "an event of Tickstorm's stands here, and no description of its run before",
                    "a whole trace, which begins with run_info, was expected");
            }

            if (lines.EndsWithin && !any)
                throw new TraceFormatException(file, lines.Place, "the file ends within its first event", "a whole trace was expected");
            any = true;
            // A kernel's capture may have been copied without its last line end, or cut within a number.
            if (lines.EndsWithin) sink.Cut(lines.Place, "this line has no end", isSure: false);
            if (simulated.Take(parsed))
            {
                if (simulated.Wrong is { } fault)
                    throw new TraceFormatException(file, lines.Place, fault, "a line as Tickstorm writes it was expected");
                continue;
            }

            if (kernel.Take(ref parsed) is { } lack) sink.Skipped(lines.Place, lack, line);
        }

        sink.Finish();
        if (any) return format;
        throw ForeignText.Of(input.Begin) is { } known
            ? new TraceFormatException(file, "whole file", known.What, known.Instead)
            : new TraceFormatException(file, lines.Place, "the trace holds no event",
                "a line like \"<idle>-0 [003] d.h1. 123.456789: local_timer_entry: vector=236\" was expected");
    }

    private static TextFormat Detect(ReadOnlySpan<byte> bytes, string file)
    {
        if (bytes.IsEmpty) throw new TraceFormatException(file, "offset 0", "the file is empty", "a trace was expected");
        int zero = bytes.IndexOf((byte)0);
        if (zero >= 0)
        {
            if (ForeignText.Of(bytes) is { } known) throw new TraceFormatException(file, "offset 0", known.What, known.Instead);
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
        if (bracket <= 0) return EventLineParser.Parse(line, out EventLine parsed) is null && parsed.HasNoCpu;
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
