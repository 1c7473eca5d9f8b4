using Tickstorm.Tracing;

namespace Tickstorm.Traces.Runs;

/// <summary>
/// One interrupt as its records tell it, from the first to the last: its times, its waits, what became of it. Whoever reads records uses
/// the rules here and adds only its own conclusions.
/// </summary>
public class InterruptLife
{
    // Lines and locks asked for and not acquired yet; rarely more than one.
    private readonly List<(short Line, long SinceNs)> _asked = [];
    private bool _done;
    private long _lateNs;

    /// <summary>The CPU; with <see cref="Number"/> it names the interrupt.</summary>
    public int Cpu { get; private set; }

    /// <summary>The CPU's running number of it, from 1; 0 for records that belong to none.</summary>
    public long Number { get; private set; }

    /// <summary>The place of its first record in the total order.</summary>
    public (long Time, int Process, uint Sequence) First { get; private set; }

    /// <summary>When its timer expired, ns; -1 when it is no tick.</summary>
    public long RaisedNs { get; private set; }

    /// <summary>When its vector was set in IRR, ns; -1 when that was not recorded.</summary>
    public long AcceptedNs { get; private set; }

    /// <summary>When it reached the CPU, ns; -1 when it has not.</summary>
    public long DispatchedNs { get; private set; }

    /// <summary>When its handler first began, ns; -1 when it has not.</summary>
    public long StartedNs { get; private set; }

    /// <summary>When the handler that is running began, ns; -1 when none is running.</summary>
    public long HandlerNs { get; private set; }

    /// <summary>How long the handler took that ended last, ns; -1 when none has.</summary>
    public long TookNs { get; private set; }

    /// <summary>Handlers begun: its own, and runs for remembered arrivals.</summary>
    public int Runs { get; private set; }

    /// <summary>Waiting for lines before and in its own handler, ns.</summary>
    public long LineWaitNs { get; private set; }

    /// <summary>Waiting for locks that are no line before and in its own handler, ns.</summary>
    public long LockWaitNs { get; private set; }

    /// <summary>From acceptance to dispatch beyond a delivery, ns: another vector in service, interrupts off, stolen time.</summary>
    public long VectorWaitNs { get; private set; }

    /// <summary>All its waits for lines and locks, those after its own handler too, ns.</summary>
    public long LockedNs { get; private set; }

    /// <summary>When the wait that ended last had begun, ns; -1 when it never asked for what it got.</summary>
    public long WaitSinceNs { get; private set; }

    /// <summary>The record of its loss, the last if there are several; null while it is not lost.</summary>
    public TraceRecord? Loss { get; private set; }

    /// <summary>True when it has set its line's PENDING flag.</summary>
    public bool SetPending { get; private set; }

    /// <summary>True when it has run the handler again for a remembered arrival.</summary>
    public bool RanAgain { get; private set; }

    /// <summary>True once no more records of it are to come.</summary>
    public bool IsOver { get; private set; }

    /// <summary>True once the ledger has counted it as late: a handled tick whose waits exceed the run's threshold.</summary>
    public bool IsLate { get; private set; }

    /// <summary>What a late tick waited for longest; none for others.</summary>
    public LateCauseKind LateCause { get; private set; }

    /// <summary>The vector or line that the cause is about, 0 where there is none.</summary>
    public int LateId { get; private set; }

    /// <summary>True when a timer expiry began it.</summary>
    public bool IsTick => RaisedNs >= 0;

    /// <summary>True once it has reached the CPU.</summary>
    public bool IsDispatched => DispatchedNs >= 0;

    /// <summary>
    /// The waits by which the ledger judges it, ns: those before and in its own handler. Of a late tick the ledger's own figure.
    /// </summary>
    public long WaitedNs => IsLate ? _lateNs : LineWaitNs + LockWaitNs + VectorWaitNs;

    /// <summary>What has become of it so far.</summary>
    public InterruptOutcome Outcome => Loss is null
        ? StartedNs >= 0 ? InterruptOutcome.Handled : InterruptOutcome.Pending
        : Loss.Value.Kind switch
        {
            TraceKind.Dropped => InterruptOutcome.Dropped,
            TraceKind.Coalesced => InterruptOutcome.Coalesced,
            TraceKind.Masked => InterruptOutcome.Masked,
            _ => InterruptOutcome.Pending,
        };

    /// <summary>Makes it as new, before its first record is told.</summary>
    public virtual void Begin(in TraceRecord first)
    {
        (Cpu, Number, First) = (first.Cpu, first.Interrupt, first.Order);
        RaisedNs = AcceptedNs = DispatchedNs = StartedNs = HandlerNs = TookNs = WaitSinceNs = -1;
        LineWaitNs = LockWaitNs = VectorWaitNs = LockedNs = 0;
        Runs = 0;
        Loss = null;
        SetPending = RanAgain = IsOver = IsLate = _done = false;
        (LateCause, LateId, _lateNs) = (LateCauseKind.None, 0, 0);
        _asked.Clear();
    }

    /// <summary>Tells its next record; <paramref name="info"/> has the time of a delivery.</summary>
    public virtual void Tell(in TraceRecord record, TraceRunInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        switch (record.Kind)
        {
            case TraceKind.Raised:
                RaisedNs = record.Time;
                break;
            case TraceKind.Accepted:
                AcceptedNs = record.Time;
                break;
            case TraceKind.Dispatched:
                DispatchedNs = record.Time;
                if (AcceptedNs >= 0) VectorWaitNs = Math.Max(0, record.Time - AcceptedNs - info.ApicDeliverNs);
                break;
            case TraceKind.LockWaitBegin:
                _asked.Add((record.Line, record.Time));
                break;
            case TraceKind.LockWaitEnd:
                EndWait(record);
                break;
            case TraceKind.HandlerEnter:
                HandlerNs = record.Time;
                if (Runs++ == 0) StartedNs = record.Time;
                break;
            case TraceKind.HandlerExit:
                TookNs = HandlerNs >= 0 ? record.Time - HandlerNs : -1;
                _done |= HandlerNs >= 0;
                HandlerNs = -1;
                break;
            case TraceKind.PendingSet:
                SetPending = true;
                break;
            case TraceKind.SpuriousRun:
                RanAgain = true;
                break;
            case TraceKind.Coalesced or TraceKind.Masked or TraceKind.Dropped or TraceKind.Stalled:
                Loss = record;
                // A flow handler's drop still returns from the interrupt; what never reached the CPU does not.
                IsOver |= record.Kind != TraceKind.Dropped || !IsDispatched;
                break;
            case TraceKind.Late:
                IsLate = true;
                (LateCause, LateId, _lateNs) =
                    (LateTick.Cause(record.Argument), LateTick.Id(record.Argument), LateTick.WaitedNs(record.Argument));
                break;
            case TraceKind.Returned:
                IsOver = true;
                break;
            default:
                break;
        }

        IsOver |= Number == 0;
    }

    private void EndWait(in TraceRecord record)
    {
        LockedNs += record.Argument;
        WaitSinceNs = -1;
        for (int i = _asked.Count - 1; i >= 0; i--)
        {
            if (_asked[i].Line != record.Line) continue;
            WaitSinceNs = _asked[i].SinceNs;
            _asked.RemoveAt(i);
            // Once its own handler has ended, what it waits for delays nobody's tick.
            if (_done) return;
            if (record.Line >= 0) LineWaitNs += record.Argument;
            else LockWaitNs += record.Argument;
            return;
        }
    }
}
