using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Tickstorm.Scenarios.Yaml;

/// <summary>From text to nodes, with refusals in place of surprises.</summary>
internal static class YamlText
{
    private const int DeepestNesting = 16;

    // A phase and a busy CPU for each of 1,000,000 CPUs, and all the rest.
    private const int MostNodes = 2_200_000;

    /// <summary>The mapping that the text holds, or null and a problem.</summary>
    public static YamlMappingNode? Load(string text, ProblemList problems, CancellationToken cancel)
    {
        try
        {
            if (!IsPlain(text, problems, cancel)) return null;
            YamlStream stream = new();
            stream.Load(new StoppableReader(text, cancel));
            if (stream.Documents.Count > 0 && stream.Documents[0].RootNode is YamlMappingNode mapping) return mapping;
            problems.Add(
                new Mark(0, 1, 1),
                "a scenario is a mapping of keys such as \"machine:\" and \"tick:\"; see tickstorm scenarios show irq0-2007");
        }
        catch (YamlException e)
        {
            problems.Add(e.Start, "this is not YAML: " + e.Message.TrimEnd('.'));
        }

        return null;
    }

    /// <summary>The list that an option's text holds, or null and a problem.</summary>
    public static YamlSequenceNode? LoadList(string text, string path, ProblemList problems)
    {
        // As a value, so that a list is the only thing that it can be.
        if (Load($"x: {text}", problems, CancellationToken.None)?.Children.Values.FirstOrDefault() is YamlSequenceNode list) return list;
        if (!problems.Any) problems.Add(new Mark(0, 1, 1), $"{path} is {text}; a list is written in brackets, as in [a, b]");
        return null;
    }

    // The loader recurses, so depth is looked at first; anchors and further documents have no use here.
    private static bool IsPlain(string text, ProblemList problems, CancellationToken cancel)
    {
        Parser parser = new(new StoppableReader(text, cancel));
        int depth = 0, documents = 0, nodes = 0;
        while (parser.MoveNext())
        {
            ParsingEvent e = parser.Current!;
            depth += e is MappingStart or SequenceStart ? 1 : e is MappingEnd or SequenceEnd ? -1 : 0;
            documents += e is DocumentStart ? 1 : 0;
            nodes += e is NodeEvent ? 1 : 0;
            string? refusal = depth > DeepestNesting ? "nesting this deep is nowhere allowed in a scenario"
                : nodes > MostNodes ? "a scenario of more than 2,200,000 keys and values is not read"
                : documents > 1 ? "a file holds one scenario; remove this second document"
                : e is AnchorAlias or NodeEvent
                {
                    Anchor.IsEmpty: false,
                } ? "anchors and aliases are not allowed in a scenario; write the value out"
                : null;
            if (refusal is null) continue;
            problems.Add(e.Start, refusal);
            return false;
        }

        return true;
    }
}
