namespace Tickstorm.Traces.Formats.Text;

/// <summary>The lines of a text trace that are no events: headers, losses of the ring buffer, stacks.</summary>
internal static class TracerNotes
{
    /// <summary>Takes the line when it is a note.</summary>
    public static bool Take(ReadOnlySpan<byte> line, ICaptureSink sink, KernelText kernel)
    {
        switch (line[0])
        {
            case (byte)'#':
                Comment(line, sink);
                return true;
            case (byte)'c' when line.StartsWith("cpus="u8):
                kernel.Machine();
                if (NumberText.TryParse(line[5..], out long cpus)) sink.Cpus(Saturated.Int(cpus));
                return true;
            case (byte)'v' when line.StartsWith("version = "u8):
                return true;
            case (byte)'C' when line.StartsWith("CPU"u8):
                return Losses(line, sink);
            case (byte)'\t':
                // A frame of a call chain under a perf event: a bare address, a symbol, its file.
                return true;
            case (byte)' ':
                int start = 1;
                while (start < line.Length && line[start] is (byte)' ' or (byte)'\t') start++;
                ReadOnlySpan<byte> content = line[start..];
                if (content.IsEmpty) return true;
                return content[0] switch
                {
                    (byte)'c' when content.StartsWith("cpus="u8) => Take(content, sink, kernel),
                    (byte)'=' => content.StartsWith("=> "u8),
                    (byte)'<' => content.StartsWith("<stack trace>"u8),
                    _ => false,
                };
            default:
                return false;
        }
    }

    private static void Comment(ReadOnlySpan<byte> line, ICaptureSink sink)
    {
        Overwritten(line, sink);
        int header = line.IndexOf("#P:"u8);
        if (header >= 0 && NumberText.TryParse(line[(header + 3)..], out long cpus)) sink.Cpus(Saturated.Int(cpus));
        else if (line.StartsWith("# nrcpus online : "u8) && NumberText.TryParse(line[18..], out long online))
            sink.Cpus(Saturated.Int(online));
    }

    // "entries-in-buffer/entries-written: 128/90210", or in the latency format "latency: 0 us, #128/90210, CPU#1": the rest was
    // overwritten.
    private static void Overwritten(ReadOnlySpan<byte> line, ICaptureSink sink)
    {
        int at = line.IndexOf("entries-written: "u8);
        if (at >= 0) at += 17;
        else if (line.StartsWith("# latency: "u8) && (at = line.IndexOf(", #"u8)) >= 0) at += 3;
        if (at < 0 || !NumberText.TryParse(line[at..], out long kept)) return;
        int slash = line[at..].IndexOf((byte)'/');
        if (slash < 0 || !NumberText.TryParse(line[(at + slash + 1)..], out long written) || written <= kept) return;
        sink.Lost(-1, written - kept);
    }

    // ftrace: "CPU:3 [LOST 123 EVENTS]"; trace-cmd: "CPU:1 [EVENTS DROPPED]", "CPU:1 [12 EVENTS DROPPED]", "CPU 1 is empty".
    private static bool Losses(ReadOnlySpan<byte> line, ICaptureSink sink)
    {
        if (line.EndsWith(" is empty"u8)) return true;
        if (!line.StartsWith("CPU:"u8) || !NumberText.TryParse(line[4..], out long cpu)) return false;
        int bracket = line.IndexOf((byte)'[');
        if (bracket < 0 || line.IndexOf("EVENTS"u8) < 0) return false;
        ReadOnlySpan<byte> text = line[(bracket + 1)..];
        if (text.StartsWith("LOST "u8)) text = text[5..];
        sink.Lost(Saturated.Int(cpu), NumberText.TryParse(text, out long count) ? count : null);
        return true;
    }
}
