using Tickstorm.Results;
using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Client.Live;

/// <summary>Counts a run's records while it goes on. The run writes, the view reads: under one lock, taken once a batch.</summary>
internal sealed class LiveTally(TraceRunInfo info) : ITraceSink
{
    private readonly Lock _lock = new();
    private readonly HashSet<(int Cpu, int Line)> _asked = [];
    private readonly Dictionary<int, (long Waits, long TotalNs, int Queue)> _lines = [];
    // Ticks that are neither handled nor lost: when they were accepted, and how long they have waited.
    private readonly Dictionary<(int Cpu, long Interrupt), (long AcceptedNs, long WaitedNs)> _open = [];
    // The first expiry of a CPU that no handler has answered yet, plus 1; 0 for none.
    private long[] _missingSince = new long[256];
    private long _raised, _handled, _late, _coalesced, _dropped, _masked, _nowNs;

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<TraceRecord> records)
    {
        lock (_lock)
        {
            foreach (ref readonly TraceRecord record in records) Take(record);
        }
    }

    /// <summary>Forgets everything: another run begins.</summary>
    public void Reset()
    {
        lock (_lock)
        {
            _asked.Clear();
            _lines.Clear();
            _open.Clear();
            Array.Clear(_missingSince);
            _raised = _handled = _late = _coalesced = _dropped = _masked = _nowNs = 0;
        }
    }

    /// <summary>The figures of now, when virtual time is at least <paramref name="nowNs"/>.</summary>
    public LiveFigures Figures(long nowNs)
    {
        lock (_lock)
        {
            long now = Math.Max(nowNs, _nowNs);
            long periodNs = 1_000_000_000L / info.Hz;
            int silent = 0;
            foreach (long since in _missingSince)
            {
                if (since > 0 && now - since >= DesignResult.StarvedPeriods * periodNs) silent++;
            }

            LiveLine? worst = _lines.Count == 0
                ? null
                : _lines.Where(line => line.Value.TotalNs > 0 || line.Value.Queue > 1).OrderByDescending(line => line.Value.TotalNs).ThenBy(
                    line => -line.Key)
                .Select(line => new LiveLine(TraceLines.Of(line.Key), line.Value.Waits, line.Value.TotalNs, line.Value.Queue))
                    .FirstOrDefault();
            return new LiveFigures(now, _raised, _handled, _late, _coalesced, _dropped, _masked, worst, silent);
        }
    }

    private void Take(in TraceRecord record)
    {
        _nowNs = record.Time;
        switch (record.Kind)
        {
            case TraceKind.Raised:
                _raised++;
                _open[(record.Cpu, record.Interrupt)] = (record.Time, 0);
                if (record.Cpu >= _missingSince.Length) Array.Resize(ref _missingSince, Math.Max(2 * _missingSince.Length, record.Cpu + 1));
                if (_missingSince[record.Cpu] == 0) _missingSince[record.Cpu] = record.Time + 1;
                break;
            case TraceKind.Accepted or TraceKind.Dispatched when _open.TryGetValue(
                (record.Cpu, record.Interrupt), out (long AcceptedNs, long WaitedNs) on):
                _open[(record.Cpu, record.Interrupt)] = record.Kind == TraceKind.Accepted
                    ? (record.Time, 0)
                    : (on.AcceptedNs, Math.Max(0, record.Time - on.AcceptedNs - info.ApicDeliverNs));
                break;
            case TraceKind.HandlerEnter when _open.Remove((record.Cpu, record.Interrupt), out (long AcceptedNs, long WaitedNs) starts):
                _handled++;
                if (starts.WaitedNs > info.LateNs) _late++;
                _missingSince[record.Cpu] = 0;
                break;
            case TraceKind.Coalesced:
                _coalesced++;
                _open.Remove((record.Cpu, record.Interrupt));
                break;
            case TraceKind.Masked:
                _masked++;
                _open.Remove((record.Cpu, record.Interrupt));
                break;
            case TraceKind.Dropped:
                _dropped++;
                _open.Remove((record.Cpu, record.Interrupt));
                break;
            case TraceKind.LockWaitBegin:
                _asked.Add((record.Cpu, record.Line));
                Line(record.Line, 0, 0, 1);
                break;
            case TraceKind.LockWaitEnd when _asked.Remove((record.Cpu, record.Line)):
                Line(record.Line, record.Argument > 0 ? 1 : 0, record.Argument, -1);
                if (_open.TryGetValue((record.Cpu, record.Interrupt), out (long AcceptedNs, long WaitedNs) waiting))
                    _open[(record.Cpu, record.Interrupt)] = (waiting.AcceptedNs, waiting.WaitedNs + record.Argument);
                break;
            default:
                break;
        }
    }

    private void Line(int line, long waits, long ns, int queue)
    {
        (long Waits, long TotalNs, int Queue) known = _lines.GetValueOrDefault(line);
        _lines[line] = (known.Waits + waits, known.TotalNs + ns, known.Queue + queue);
    }
}
