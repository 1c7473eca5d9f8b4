using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Tickstorm.Scenarios.Yaml;

/// <summary>Collects the problems of one source.</summary>
/// <param name="source">The file's name, or the option that gave the value.</param>
/// <param name="hasLines">False when marks mean nothing, as for an option.</param>
internal sealed class ProblemList(string source, bool hasLines = true)
{
    /// <summary>Problems at most: whoever has more has one that explains the others.</summary>
    public const int Most = 50;

    private readonly List<ScenarioProblem> _items = [];
    private readonly Dictionary<string, Mark> _marks = [];

    /// <summary>What was found so far, by position.</summary>
    public IReadOnlyList<ScenarioProblem> Items => [.. _items.OrderBy(p => p.Line).ThenBy(p => p.Column), .. Rest()];

    /// <summary>True when no more are taken.</summary>
    public bool IsFull => _items.Count == Most;

    /// <summary>True when something was found.</summary>
    public bool Any => _items.Count > 0;

    /// <summary>How many were found so far.</summary>
    public int Count => _items.Count;

    /// <summary>Remembers where a value stands, by its path; false when that path had one before.</summary>
    public bool TryMark(string path, YamlNode node) => _marks.TryAdd(path, node.Start);

    /// <summary>Adds a problem at the value of a path, or at the nearest one above it that was given.</summary>
    public void AddAt(string path, string message)
    {
        for (int end = path.Length; end > 0; end = path.LastIndexOf('/', end - 1))
        {
            if (!_marks.TryGetValue(path[..end], out Mark mark)) continue;
            Add(mark, message);
            return;
        }

        Add(new Mark(0, 1, 1), message);
    }

    /// <summary>Adds a problem at a node.</summary>
    public void Add(YamlNode node, string message) => Add(node.Start, message);

    /// <summary>Adds a problem at a mark.</summary>
    public void Add(Mark mark, string message)
    {
        if (!IsFull) _items.Add(new ScenarioProblem(source, hasLines ? (int)mark.Line : 0, hasLines ? (int)mark.Column : 0, message));
    }

    private IEnumerable<ScenarioProblem> Rest() =>
        IsFull ? [new ScenarioProblem(source, 0, 0, $"these are the first {Most} problems; what follows them was not looked at")] : [];
}
