namespace Tickstorm.Traces.Formats.Text;

/// <summary>The lines of a text trace that are no events: headers, losses of the ring buffer, stacks.</summary>
internal static class TracerNotes
{
    /// <summary>Takes the line when it is a note.</summary>
    public static bool Take(ReadOnlySpan<byte> line, ICaptureSink sink)
    {
        switch (line[0])
        {
            case (byte)'#':
                Comment(line, sink);
                return true;
            case (byte)'c' when line.StartsWith("cpus="u8):
                if (NumberText.TryParse(line[5..], out long cpus)) sink.Cpus(Saturated.Int(cpus));
                return true;
            case (byte)'v' when line.StartsWith("version = "u8):
                return true;
            case (byte)'C' when line.StartsWith("CPU"u8):
                return Losses(line, sink);
            case (byte)' ' or (byte)'\t':
                ReadOnlySpan<byte> content = line.TrimStart(" \t"u8);
                if (content.IsEmpty || content.StartsWith("=> "u8) || content.StartsWith("<stack trace>"u8)) return true;
                // A frame of a call chain under a perf event: a bare address, a symbol, no [cpu].
                return line[0] == (byte)'\t' && content.IndexOf((byte)'[') < 0;
            default:
                return false;
        }
    }

    private static void Comment(ReadOnlySpan<byte> line, ICaptureSink sink)
    {
        int header = line.IndexOf("#P:"u8);
        if (header >= 0 && NumberText.TryParse(line[(header + 3)..], out long cpus)) sink.Cpus(Saturated.Int(cpus));
        else if (line.StartsWith("# nrcpus online : "u8) && NumberText.TryParse(line[18..], out long online))
            sink.Cpus(Saturated.Int(online));
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
