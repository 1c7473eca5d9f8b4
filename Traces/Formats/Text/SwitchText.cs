namespace Tickstorm.Traces.Formats.Text;

/// <summary>The forms of sched_switch.</summary>
internal static class SwitchText
{
    /// <summary>
    /// The pid of the next task; -1 when it is not there. "... ==> next_comm=busy next_pid=258 next_prio=120", the same without the arrow
    /// (trace-cmd report -R), or "... ==> busy:258 [120]" (trace-cmd, perf, kernels before 2.6.33).
    /// </summary>
    public static int NextPid(ReadOnlySpan<byte> fields)
    {
        int key = fields.LastIndexOf("next_pid="u8);
        ReadOnlySpan<byte> number;
        if (key >= 0)
        {
            number = fields[(key + 9)..];
        }
        else
        {
            int arrow = fields.LastIndexOf("==> "u8);
            if (arrow < 0) return -1;
            ReadOnlySpan<byte> next = fields[(arrow + 4)..];
            int bracket = next.LastIndexOf((byte)'[');
            ReadOnlySpan<byte> task = (bracket < 0 ? next : next[..bracket]).TrimEnd((byte)' ');
            number = task[(task.LastIndexOf((byte)':') + 1)..];
        }

        return NumberText.TryParse(number, out long pid) ? Saturated.Int(pid) : -1;
    }
}
