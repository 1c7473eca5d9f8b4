using System.Text;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Formats;

/// <summary>The lines of a text that a reader passed over: how many, and where and why the first of them.</summary>
public sealed class SkippedLines
{
    private const int MostKept = 3;
    private const int LongestText = 80;
    private readonly List<string> _first = [];

    /// <summary>How many.</summary>
    public long Count { get; private set; }

    /// <summary>The first of them: place, what is wrong, and how the line begins.</summary>
    public IReadOnlyList<string> First => _first;

    /// <summary>All of it as a sentence; null when there are none.</summary>
    public string? Sentence => Count switch
    {
        0 => null,
        1 => $"1 line does not fit and was passed over: {_first[0]}",
        _ => $"{Readable.Count(Count)} lines do not fit and were passed over, the first: {string.Join("; ", _first)}",
    };

    /// <summary>A line was passed over.</summary>
    public void Add(string place, string wrong, ReadOnlySpan<byte> line)
    {
        if (Count++ >= MostKept) return;
        string begin = Encoding.UTF8.GetString(line[..Math.Min(LongestText, line.Length)]);
        _first.Add($"{place}: {wrong}: {Printable.Of(begin)}");
    }
}
