namespace Tickstorm.Traces.Analysis;

/// <summary>An interrupt between its first and its last record.</summary>
internal sealed class OpenInterrupt
{
    public long Number;
    public int Vector;
    public int Line;
    public long RaisedNs;
    public long AcceptedNs;
    public long DispatchedNs;
    public long HandlerNs;
    public long LineWaitNs;
    public long LockWaitNs;
    public long VectorWaitNs;
    public bool Handled;
    public bool Lost;
    private readonly List<(int Line, long Lock, long Since)> _waits = [];

    /// <summary>Makes it as new.</summary>
    public void Reset(long number, int vector, int line)
    {
        Number = number;
        Vector = vector;
        Line = line;
        RaisedNs = AcceptedNs = DispatchedNs = HandlerNs = -1;
        LineWaitNs = LockWaitNs = VectorWaitNs = 0;
        Handled = Lost = false;
        _waits.Clear();
    }

    /// <summary>True when a timer expiry began it.</summary>
    public bool IsTick => RaisedNs >= 0;

    /// <summary>All its waits, ns.</summary>
    public long WaitedNs => LineWaitNs + LockWaitNs + VectorWaitNs;

    /// <summary>It asks for a line or lock.</summary>
    public void BeginWait(int line, long lockId, long timeNs) => _waits.Add((line, lockId, timeNs));

    /// <summary>It has the line or lock; false when it never asked.</summary>
    public bool EndWait(int line, long lockId, long timeNs, out long since)
    {
        since = 0;
        int at = _waits.FindLastIndex(wait => wait.Line == line && (line >= 0 || wait.Lock == lockId));
        if (at < 0) return false;
        since = _waits[at].Since;
        _waits.RemoveAt(at);
        if (line >= 0) LineWaitNs += timeNs - since;
        else LockWaitNs += timeNs - since;
        return true;
    }
}
