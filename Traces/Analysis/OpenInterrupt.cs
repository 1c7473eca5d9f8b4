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

    /// <summary>True once its own handler has ended: what it waits for then delays nobody's tick.</summary>
    public bool Done;
    private readonly List<(int Line, long Since)> _waits = [];

    /// <summary>Makes it as new.</summary>
    public void Reset(long number, int vector, int line)
    {
        Number = number;
        Vector = vector;
        Line = line;
        RaisedNs = AcceptedNs = DispatchedNs = HandlerNs = -1;
        LineWaitNs = LockWaitNs = VectorWaitNs = 0;
        Handled = Lost = Done = false;
        _waits.Clear();
    }

    /// <summary>True when a timer expiry began it.</summary>
    public bool IsTick => RaisedNs >= 0;

    /// <summary>All its waits, ns.</summary>
    public long WaitedNs => LineWaitNs + LockWaitNs + VectorWaitNs;

    /// <summary>It asks for a line or lock.</summary>
    public void BeginWait(int line, long timeNs) => _waits.Add((line, timeNs));

    /// <summary>It has the line or lock; false when it never asked.</summary>
    public bool EndWait(int line, long waitedNs, out long since)
    {
        since = 0;
        int at = _waits.FindLastIndex(wait => wait.Line == line);
        if (at < 0) return false;
        since = _waits[at].Since;
        _waits.RemoveAt(at);
        if (Done) return true;
        if (line >= 0) LineWaitNs += waitedNs;
        else LockWaitNs += waitedNs;
        return true;
    }
}
