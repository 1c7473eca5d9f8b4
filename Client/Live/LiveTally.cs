using Tickstorm.Results;
using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Client.Live;

/// <summary>Counts a run's records while it goes on. The run writes, the view reads: under one lock, taken once a batch.</summary>
internal sealed class LiveTally(TraceRunInfo info) : ITraceSink
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, (long Waits, long TotalNs, int Queue)> _lines = [];
    private InterruptLives<InterruptLife> _lives = new(info);

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
            _lives = new InterruptLives<InterruptLife>(info);
            _lines.Clear();
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
        if (record.Interrupt == 0) return;
        InterruptLife life = _lives.Follow(record);
        switch (record.Kind)
        {
            case TraceKind.Raised:
                _raised++;
                if (record.Cpu >= _missingSince.Length) Array.Resize(ref _missingSince, Math.Max(2 * _missingSince.Length, record.Cpu + 1));
                if (_missingSince[record.Cpu] == 0) _missingSince[record.Cpu] = record.Time + 1;
                break;
            case TraceKind.HandlerEnter when life is { IsTick: true, Runs: 1, Outcome: InterruptOutcome.Handled }:
                _handled++;
                _missingSince[record.Cpu] = 0;
                break;
            case TraceKind.Late:
                _late++;
                break;
            case TraceKind.Coalesced:
                _coalesced++;
                break;
            case TraceKind.Masked:
                _masked++;
                break;
            case TraceKind.Dropped:
                _dropped++;
                break;
            case TraceKind.LockWaitBegin:
                Line(record.Line, 0, 0, 1);
                break;
            case TraceKind.LockWaitEnd when life.WaitSinceNs >= 0:
                Line(record.Line, record.Argument > 0 ? 1 : 0, record.Argument, -1);
                break;
            default:
                break;
        }

        if (life.IsOver) _lives.Close(life);
        else if (_lives.Abandoned(record.Cpu) is { } abandoned) _lives.Close(abandoned);
    }

    private void Line(int line, long waits, long ns, int queue)
    {
        (long Waits, long TotalNs, int Queue) known = _lines.GetValueOrDefault(line);
        _lines[line] = (known.Waits + waits, known.TotalNs + ns, known.Queue + queue);
    }
}
