using Tickstorm.Tracing;

namespace Tickstorm.Traces.Runs;

/// <summary>What a record's line number stands for in words: 0 and up is a line, the rest is in <see cref="LockLines"/>.</summary>
public static class TraceLines
{
    /// <summary>The number of a lock that is no line: the xtime lock is 0, ioapic_lock 1.</summary>
    public static long LockId(int line) => Math.Max(0, LockLines.Xtime - line);

    /// <summary>The record's number of the lock with this one.</summary>
    public static int OfLock(long id) => (int)(LockLines.Xtime - id);

    /// <summary>"line 0" or "lock 0".</summary>
    public static string Of(int line) => line >= 0 ? $"line {line}" : $"lock {LockId(line)}";
}
