using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Tickstorm.Contracts.Runs;

namespace Tickstorm.Chaos.Runs;

/// <summary>What has happened, what came of it, and what should not have been.</summary>
internal sealed class ChaosReport
{
    private readonly ConcurrentDictionary<ChaosFault, int> _faults = new();
    private readonly ConcurrentQueue<string> _wrong = new();
    private string[] _memory = [];
    private readonly ConcurrentDictionary<string, int> _blocks = new();
    private int _quarantined, _done, _cancelled, _compared, _byBlocks, _resumed, _starts;
    private long _epochs, _healed, _longestMs;

    /// <summary>True while nothing was found that should not be.</summary>
    public bool IsRight => _wrong.IsEmpty;

    /// <summary>Of a hundred faults those of the storage.</summary>
    public int StorageShare => Faults == 0 ? 0 : 100 * _faults.Where(f => PlannedFault.IsOfStorage(f.Key)).Sum(f => f.Value) / Faults;

    private int Faults => _faults.Values.Sum();

    public void Happened(ChaosFault fault) => _faults.AddOrUpdate(fault, 1, (_, count) => count + 1);

    /// <summary>Something is wrong once more.</summary>
    public void Broken() => _healed = 0;

    public void Healed() => _healed = Stopwatch.GetTimestamp();

    public void Repeated(int starts) => Interlocked.Add(ref _starts, starts);

    public void Resumed() => Interlocked.Increment(ref _resumed);

    /// <summary>How many files of the storage belong to runs that have ended: a record each, and the blocks of the results.</summary>
    public int FilesKept => _blocks.Values.Sum(blocks => 1 + blocks);

    /// <summary>A run has ended, and leaves its record and its blocks.</summary>
    public void Ended(string run, RunProgress end) => _blocks[run] = end.FinalBlocks;

    /// <summary>How many blocks of a run belong to its result.</summary>
    public int BlocksKept(string run) => _blocks.GetValueOrDefault(run);

    public void Measured(MemoryWatch memory)
    {
        _memory = [.. memory.Lines()];
        foreach (string grown in memory.Grown()) IsWrong(grown);
    }

    public void Quarantined() => Interlocked.Increment(ref _quarantined);

    public void Cancelled() => Interlocked.Increment(ref _cancelled);

    /// <summary>A run has ended as it should, after so many epochs, by blocks or grains; its digest was compared.</summary>
    public void Compared(long epochs, bool byBlocks)
    {
        Interlocked.Increment(ref _done);
        if (byBlocks) Interlocked.Increment(ref _byBlocks);
        Interlocked.Increment(ref _compared);
        Interlocked.Add(ref _epochs, epochs);
        if (_healed != 0) _longestMs = Math.Max(_longestMs, (long)Stopwatch.GetElapsedTime(_healed).TotalMilliseconds);
    }

    public void IsWrong(string what) => _wrong.Enqueue(what);

    /// <summary>All of it as lines.</summary>
    public IEnumerable<string> Lines()
    {
        foreach ((ChaosFault fault, int count) in _faults.OrderBy(f => f.Key)) yield return Line($"{fault,-14} {count,4}");
        yield return Line($"faults {Faults}, {StorageShare} % of them of the storage");
        yield return Line($"runs completed {_done}, digests compared {_compared} ({_byBlocks} by blocks), epochs {_epochs}");
        yield return Line($"cancelled {_cancelled}, resumed from quarantine {_resumed}, kept in it {_quarantined}, starts repeated {_starts}");
        yield return Line($"after the last fault all had ended within {_longestMs / 1000.0:0.0} s");
        foreach (string line in _memory) yield return line;
        foreach (string wrong in _wrong) yield return "WRONG: " + wrong;
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
