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
        if (Unprintable(text) is { } mark)
        {
            problems.Add(
                mark,
                $"the character U+{(int)text[(int)mark.Index]:x4} is not allowed in YAML; in a quoted text an escape such as \"\\x1b\" is");
            return null;
        }

        Parser parser = new(new StoppableReader(text, cancel));
        try
        {
            if (!IsPlain(parser, problems)) return null;
            YamlStream stream = new();
            stream.Load(parser = new Parser(new StoppableReader(text, cancel)));
            if (stream.Documents.Count > 0 && stream.Documents[0].RootNode is YamlMappingNode mapping) return mapping;
            problems.Add(
                new Mark(0, 1, 1),
                "a scenario is a mapping of keys such as \"machine:\" and \"tick:\"; see tickstorm scenarios show irq0-2007");
        }
        catch (YamlException e)
        {
            problems.Add(e.Start, "this is not YAML: " + e.Message.TrimEnd('.'));
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // What the library makes of a list that is not closed, and of keys that are left out.
            problems.Add(
                parser.Current?.End ?? new Mark(0, 1, 1),
                "what follows here is not YAML; a value, and the end of each bracket and quote, was expected");
        }

        return null;
    }

    // c-printable of YAML 1.2 (5.1). The parser takes a zero for the end of the text, some of the time.
    private static Mark? Unprintable(string text)
    {
        int line = 1, begin = 0;
        for (int at = 0; at < text.Length; at++)
        {
            char one = text[at];
            if (one == '\n') (line, begin) = (line + 1, at + 1);
            bool isControl = one is < ' ' and not ('\t' or '\n' or '\r') or '\x7f' or (> '\x7f' and < '\xa0' and not '\x85');
            if (isControl || one is '\ufffe' or '\uffff') return new Mark(at, line, at - begin + 1);
        }

        return null;
    }

    // The loader recurses, so depth is looked at first; anchors and further documents have no use here.
    private static bool IsPlain(Parser parser, ProblemList problems)
    {
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
