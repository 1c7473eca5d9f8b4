using YamlDotNet.RepresentationModel;

namespace Tickstorm.Scenarios.Yaml;

/// <summary>Reads a small mapping inside a list, such as one device.</summary>
internal static class FieldList
{
    /// <summary>Hands each field's node to its reader; false and a problem for unknown, and where required for missing, fields.</summary>
    public static bool Of(
        YamlNode node, string path, ProblemList problems, bool required, params (string Name, Action<YamlNode> Read)[] fields)
    {
        int before = problems.Count;
        string names = string.Join(", ", fields.Select(f => f.Name));
        if (node is not YamlMappingNode mapping)
        {
            problems.Add(node, $"{path} is {Scalars.Describe(node)}; it must be a mapping of {names}");
            return false;
        }

        foreach ((YamlNode keyNode, YamlNode value) in mapping.Children)
        {
            string key = (keyNode as YamlScalarNode)?.Value ?? "";
            int index = Array.FindIndex(fields, f => f.Name == key);
            if (index >= 0)
            {
                fields[index].Read(value);
                continue;
            }

            string hint = NearestWord.Hint(key, fields.Select(f => f.Name));
            problems.Add(keyNode, $"{path} has no key {Scalars.Describe(keyNode)}{hint} (its keys are {names})");
        }

        bool allKnown = problems.Count == before;
        foreach ((string name, _) in fields)
            if (required && allKnown && !mapping.Children.ContainsKey(new YamlScalarNode(name))) problems.Add(node, $"{path} lacks {name}");
        return problems.Count == before;
    }
}
