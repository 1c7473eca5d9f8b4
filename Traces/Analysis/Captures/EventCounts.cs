using System.Text;
using Tickstorm.Traces.Formats;

namespace Tickstorm.Traces.Analysis.Captures;

/// <summary>Counts the names of events, so that one who finds nothing in a capture sees what is there.</summary>
internal sealed class EventCounts
{
    private const int MostNames = 1_024;
    private readonly Dictionary<string, long> _names = [];
    private readonly long[] _byKind = new long[(int)CaptureKind.Simulated + 1];

    /// <summary>An event.</summary>
    public void Add(CaptureKind kind, ReadOnlySpan<byte> name)
    {
        _byKind[(int)kind]++;
        // Names that an analysis does not use; of the others the kind says enough. One in many is as good as all.
        if (kind is not (CaptureKind.Other or CaptureKind.Function or CaptureKind.IrqEntry)
            || (_byKind[(int)kind] > 4_096 && _byKind[(int)kind] % 64 != 0))
        {
            return;
        }

        string text = Encoding.Latin1.GetString(name[..Math.Min(48, name.Length)]);
        if (_names.Count < MostNames || _names.ContainsKey(text)) _names[text] = _names.GetValueOrDefault(text) + 1;
    }

    /// <summary>The commonest names.</summary>
    public IReadOnlyList<string> Most(int count) =>
        [.. _names.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key,
            StringComparer.Ordinal).Take(count).Select(pair => pair.Key)];
}
