using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Analysis;

/// <summary>Keeps the records around the first drop.</summary>
internal sealed class DropStoryRecorder
{
    /// <summary>Reaches back over an aligned collision of some ten thousand CPUs.</summary>
    private const int Remembered = 1 << 16;

    /// <summary>After this many records of its own the story has been told.</summary>
    private const int MostAfter = 64;
    private readonly List<TraceRecord> _before = [];
    private readonly List<TraceRecord> _story = [];
    private TraceRecord _drop;
    private long _holderInterrupt;
    private int _next;
    private int _after;
    private bool _found;
    private bool _stalled;

    /// <summary>Takes every record of the trace, once <paramref name="lives"/> have followed it.</summary>
    public void Take(in TraceRecord record, InterruptLives<InterruptLife> lives)
    {
        if (!_found)
        {
            Remember(record);
            if (record.Kind == TraceKind.Dropped) Found(record, record.Peer >= 0 ? lives.Running(record.Peer) : 0);
            return;
        }

        if (record.Kind == TraceKind.Stalled && record.Cpu == _drop.Cpu) _stalled = true;
        if (_after < MostAfter && Belongs(record))
        {
            _story.Add(record);
            // The holder is done: what follows are later ticks.
            if (record.Kind == TraceKind.Returned && record.Cpu == _drop.Peer) _after = MostAfter;
            else _after++;
        }
    }

    /// <summary>The story, or null when nothing was dropped; <paramref name="silent"/> tells whether a CPU never ticked again.</summary>
    public DropStory? Story(Func<int, bool> silent)
    {
        if (!_found) return null;
        DropStoryTeller teller = new(_drop);
        return teller.Tell(_story, _stalled || silent(_drop.Cpu));
    }

    private void Remember(in TraceRecord record)
    {
        if (_before.Count < Remembered)
        {
            _before.Add(record);
            return;
        }

        _before[_next] = record;
        _next = (_next + 1) % Remembered;
    }

    private void Found(in TraceRecord drop, long holderInterrupt)
    {
        _found = true;
        _drop = drop;
        _holderInterrupt = holderInterrupt;
        List<TraceRecord> ordered = [.. _before[_next..], .. _before[.._next]];
        foreach (TraceRecord record in ordered)
        {
            if (Belongs(record)) _story.Add(record);
        }

        _before.Clear();
        _before.TrimExcess();
    }

    private bool Belongs(in TraceRecord record) =>
        (record.Cpu == _drop.Cpu && record.Interrupt == _drop.Interrupt)
            || (record.Cpu == _drop.Peer && _drop.Peer >= 0 && (record.Interrupt == _holderInterrupt || OfTheLine(record)))
            || (record.Cpu == _drop.Cpu && OfTheLine(record));

    // Flags and re-runs may carry no interrupt of their own.
    private bool OfTheLine(in TraceRecord record) =>
        record.Line == _drop.Line && record.Line >= 0
            && record.Kind is TraceKind.PendingSet or TraceKind.PendingCleared
                or TraceKind.InProgressSet or TraceKind.InProgressCleared or TraceKind.SpuriousRun;
}
