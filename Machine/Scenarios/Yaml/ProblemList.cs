using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Tickstorm.Scenarios.Yaml;

/// <summary>Collects the problems of one source.</summary>
/// <param name="source">The file's name, or the option that gave the value.</param>
/// <param name="hasLines">False when marks mean nothing, as for an option.</param>
internal sealed class ProblemList(string source, bool hasLines = true)
{
    private readonly List<ScenarioProblem> _items = [];

    /// <summary>What was found so far, by position.</summary>
    public IReadOnlyList<ScenarioProblem> Items => [.. _items.OrderBy(p => p.Line).ThenBy(p => p.Column)];

    /// <summary>True when something was found.</summary>
    public bool Any => _items.Count > 0;

    /// <summary>How many were found so far.</summary>
    public int Count => _items.Count;

    /// <summary>Adds a problem at a node.</summary>
    public void Add(YamlNode node, string message) => Add(node.Start, message);

    /// <summary>Adds a problem at a mark.</summary>
    public void Add(Mark mark, string message) =>
        _items.Add(hasLines
            ? new ScenarioProblem(source, (int)mark.Line, (int)mark.Column, message)
            : new ScenarioProblem(source, 0, 0, message));
}
