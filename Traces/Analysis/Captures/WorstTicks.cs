using System.Text;
using Tickstorm.Results;
using Tickstorm.Traces.Formats;

namespace Tickstorm.Traces.Analysis.Captures;

/// <summary>Keeps the latest ticks, and sums up why ticks were late.</summary>
internal sealed class WorstTicks(int most)
{
    private readonly List<WorstTick> _worst = [];
    private readonly long[] _count = new long[LateSplit.Parts];
    private readonly long[] _total = new long[LateSplit.Parts];

    /// <summary>Ticks later than the threshold.</summary>
    public long Late { get; private set; }

    /// <summary>The latest, the latest first.</summary>
    public IReadOnlyList<WorstTick> Result => _worst;

    /// <summary>The time that was waited by what, the largest part first.</summary>
    public IReadOnlyList<LateCause> Causes => [.. Enumerable.Range(0, LateSplit.Parts).Where(part => _total[part] > 0)
        .Select(part => new LateCause(LateNames.Of((LatePart)part), 0, _count[part],
            _total[part])).OrderByDescending(cause => cause.TotalNs)];

    /// <summary>A tick.</summary>
    public void Add(in CaptureEvent captured, ReadOnlySpan<byte> task, long latenessNs, LateSplit split, long? lateNs)
    {
        if (latenessNs > lateNs) Late++;
        if (lateNs is null || latenessNs > lateNs)
        {
            _count[(int)split.Largest]++;
            for (LatePart part = 0; part <= LatePart.Unknown; part++) _total[(int)part] += split[part];
        }

        if (_worst.Count == most && (most == 0 || latenessNs <= _worst[^1].LatenessNs)) return;
        int at = _worst.FindIndex(one => one.LatenessNs < latenessNs);
        (string, long)[] parts = new (string, long)[LateSplit.Parts];
        for (LatePart part = 0; part <= LatePart.Unknown; part++) parts[(int)part] = (LateNames.Of(part), split[part]);
        string name = Encoding.Latin1.GetString(task);
        WorstTick tick = new(
            captured.TimeNs, captured.Cpu, name.Length == 0 ? null : name, captured.Pid < 0 ? null : captured.Pid, latenessNs,
            LateNames.Of(split.Largest), [.. parts.Where(part => part.Item2 > 0)]);
        _worst.Insert(at < 0 ? _worst.Count : at, tick);
        if (_worst.Count > most) _worst.RemoveAt(_worst.Count - 1);
    }
}
