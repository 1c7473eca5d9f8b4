namespace Tickstorm.Traces.Runs;

/// <summary>What a record's line number stands for: 0 and up is a line, -1 nothing, -2 and down a kernel lock that is no line.</summary>
public static class TraceLines
{
    /// <summary>The number of the lock that is no line: -2 is lock 0, the xtime lock.</summary>
    public static long LockId(int line) => Math.Max(0, -2 - line);

    /// <summary>"line 0" or "lock 0".</summary>
    public static string Of(int line) => line >= 0 ? $"line {line}" : $"lock {LockId(line)}";
}
