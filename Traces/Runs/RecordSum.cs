using System.Globalization;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Runs;

/// <summary>
/// Counts records and sums up what they say, in any order, so that a file shows by its own totals that nothing of it was lost or changed.
/// </summary>
/// <remarks>It guards against damage, not against forgery. Text has of a handler's begin and end only what a kernel prints.</remarks>
internal struct RecordSum
{
    private ulong _printed;
    private ulong _unprinted;

    /// <summary>Records so far.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a record.</summary>
    public void Add(in TraceRecord record)
    {
        Count++;
        ulong place = Mix(Mix((ulong)record.Time) ^ ((ulong)record.Kind << 32 | (uint)record.Cpu));
        ulong number = (ulong)(ushort)record.Vector << 16 | (ushort)record.Line;
        ulong rest = Mix(Mix(place ^ (ulong)record.Interrupt) ^ (ulong)record.Argument);
        rest = Mix(Mix(rest ^ (uint)record.Peer) ^ ((ulong)(uint)record.Process << 32 | record.Sequence));
        if (SimulatedEvents.IsKernels(record.Kind))
        {
            _printed += Mix(place ^ (record.Line >= 0 ? (ushort)record.Line : number | 0xffff));
            _unprinted += Mix(rest ^ number);
        }
        else
        {
            _printed += Mix(rest ^ number);
        }
    }

    /// <summary>The totals with count and sum of the records; <paramref name="isText"/> for what text has.</summary>
    public readonly TraceTotals Seal(TraceRunInfo info, TraceTotals totals, bool isText)
    {
        TraceTotals counted = totals with { Records = Count, Sum = null };
        ulong sum = _printed + (isText ? 0 : _unprinted) + Of(RunInfoJson.Of(info)) + Of(RunInfoJson.Of(counted));
        return counted with { Sum = sum.ToString("x16", CultureInfo.InvariantCulture) };
    }

    /// <summary>
    /// What these records say against the totals of a file of a format; null when they agree, or when the file has no such count. What
    /// another program wrote may be rounded: its sum is not looked at.
    /// </summary>
    public readonly string? Contradicts(TraceRunInfo info, TraceTotals totals, string format)
    {
        if (totals.Records is not { } said) return null;
        if (said != Count)
            return string.Create(CultureInfo.InvariantCulture, $"its totals are of {said} records and it holds {Count}");
        if (format is "trace-cmd-report" or "otlp-backend" || totals.Sum is null) return null;
        return Seal(info, totals, isText: format == "ftrace").Sum == totals.Sum
            ? null
            : "the sum in its totals is not that of what it holds: something was changed after it was written";
    }

    // FNV-1a, well mixed.
    private static ulong Of(string text)
    {
        ulong hash = 0xcbf29ce484222325;
        foreach (char letter in text) hash = (hash ^ letter) * 0x100000001b3;
        return Mix(hash);
    }

    // The finaliser of SplitMix64.
    private static ulong Mix(ulong value)
    {
        value += 0x9e3779b97f4a7c15;
        value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9;
        value = (value ^ value >> 27) * 0x94d049bb133111eb;
        return value ^ value >> 31;
    }
}
