namespace Tickstorm.Traces.Formats.Text;

/// <summary>The task of an event line: "busy-258", with record-tgid "busy-258 (258)", by perf "busy 258" or "busy 258/260".</summary>
internal static class TaskText
{
    /// <summary>Takes what stands before the CPU.</summary>
    public static void Take(ReadOnlySpan<byte> task, ref EventLine parsed)
    {
        task = task.TrimEnd((byte)' ');
        if (task is [.., (byte)')'])
        {
            int paren = task.LastIndexOf((byte)'(');
            if (paren > 0) task = task[..paren].TrimEnd((byte)' ');
        }

        int i = task.Length;
        while (i > 0 && EventLineParser.IsDigit(task[i - 1])) i--;
        parsed.Pid = -1;
        bool isNumber = i < task.Length && (i == 0 || task[i - 1] is (byte)'-' or (byte)' ' or (byte)'/');
        if (isNumber && NumberText.TryParse(task[i..], out long pid)) parsed.Pid = Saturated.Int(pid);
        parsed.Idle = parsed.Pid == 0;
        if (!isNumber)
        {
            parsed.Head = task;
            return;
        }

        // perf's pid/tid: the thread is what runs.
        int end = i - 1;
        if (end > 0 && task[end] == (byte)'/')
        {
            while (end > 0 && EventLineParser.IsDigit(task[end - 1])) end--;
            end--;
        }

        parsed.Head = end <= 0 ? default : task[..end];
    }
}
