using System.Text.RegularExpressions;

namespace Tickstorm.Tests.House;

/// <summary>The product's sources, and which folder's code names a type of which other folder.</summary>
internal static partial class SourceTree
{
    /// <summary>The projects of the product.</summary>
    public static readonly string[] Projects = ["Machine", "Traces", "Contracts", "Grains", "Silo", "Client"];

    /// <summary>Every source file of the product: its path from the root, and its text.</summary>
    public static IReadOnlyList<(string Path, string Text)> Files { get; } =
    [
        .. Projects.SelectMany(
            project => Directory.EnumerateFiles(Path.Combine(Repository.Root, project), "*.cs", SearchOption.AllDirectories))
            .Select(file => (Path.GetRelativePath(Repository.Root, file), File.ReadAllText(file))).OrderBy(
                file => file.Item1, StringComparer.Ordinal),
    ];

    /// <summary>The arrows between the folders of a project: the first folder's code names a type that the second declares.</summary>
    /// <param name="project">The project.</param>
    /// <param name="room">The room of a file, by its folder; null leaves a file out.</param>
    public static SortedDictionary<(string From, string To), string> Arrows(string project, Func<string, string?> room)
    {
        List<(string Room, string Path, string Code)> files = [];
        foreach ((string path, string text) in Files)
        {
            if (!path.StartsWith(project + "/", StringComparison.Ordinal)) continue;
            if (room(Path.GetDirectoryName(path)!) is { } name) files.Add((name, path, Strip(text)));
        }

        Dictionary<string, (string Room, string Namespace)> declared = [];
        HashSet<string> ambiguous = [];
        foreach ((string name, string _, string code) in files)
        {
            foreach (Match type in Declaration().Matches(code))
            {
                string known = type.Groups[1].Value;
                (string, string) here = (name, NamespaceOf(code));
                if (declared.TryGetValue(known, out (string Room, string Namespace) other) && other.Room != name) ambiguous.Add(known);
                declared[known] = here;
            }
        }

        SortedDictionary<(string From, string To), string> arrows = [];
        foreach ((string name, string path, string code) in files)
        {
            foreach (Match word in Identifier().Matches(code))
            {
                if (ambiguous.Contains(word.Value) || !declared.TryGetValue(word.Value, out (string Room, string Namespace) type)) continue;
                if (type.Room == name || !Sees(code, type.Namespace)) continue;
                arrows.TryAdd((name, type.Room), $"{path} names {word.Value}");
            }
        }

        return arrows;
    }

    /// <summary>The largest set of rooms that reach one another.</summary>
    public static IReadOnlyList<string> LargestCycle(IEnumerable<(string From, string To)> arrows)
    {
        ILookup<string, string> next = arrows.ToLookup(arrow => arrow.From, arrow => arrow.To);
        Dictionary<string, HashSet<string>> reached = next.ToDictionary(from => from.Key, from => Reach(from.Key, next));
        return reached.Keys.Select(a => reached[a].Where(b => b == a || reached.GetValueOrDefault(b)?.Contains(a) == true).Order().ToList())
            .Where(cycle => cycle.Count > 1).OrderByDescending(cycle => cycle.Count).FirstOrDefault() ?? [];
    }

    private static HashSet<string> Reach(string from, ILookup<string, string> next)
    {
        HashSet<string> reached = [];
        Stack<string> open = new(next[from]);
        while (open.TryPop(out string? room))
        {
            if (!reached.Add(room)) continue;
            foreach (string further in next[room]) open.Push(further);
        }

        return reached;
    }

    private static bool Sees(string code, string space)
    {
        string own = NamespaceOf(code);
        return own == space || own.StartsWith(space + ".", StringComparison.Ordinal) || code.Contains($"using " +
            $"{space};", StringComparison.Ordinal);
    }

    private static string NamespaceOf(string code) => Namespace().Match(code).Groups[1].Value;

    // Comments and texts name types that the code does not use.
    private static string Strip(string text) => Text().Replace(Comment().Replace(text, ""), "\"\"");

    [GeneratedRegex(@"^\s*//.*$|(?<=;|\{|,)\s*//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex("\"(?:\\\\.|[^\"\\\\{])*\"")]
    private static partial Regex Text();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^(?:(?:public|internal|file|static|sealed|abstract|partial|readonly|unsafe|ref) )*(?:class|struct|interface|enum|record(?: struct| class)?|delegate [\w<>?\[\],. ]+?) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    // A name after a dot is a member's.
    [GeneratedRegex(@"(?<![\w.])[A-Z]\w*\b")]
    private static partial Regex Identifier();
}
