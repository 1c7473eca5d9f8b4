using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace Tickstorm.Scenarios.Yaml.Keys;

/// <summary>A list of CPUs in ascending order, as some keys have it.</summary>
internal static class CpuList
{
    private static readonly ScalarType<int> s_cpu = ScalarTypes.Whole(0, 999_999);

    /// <summary>The list as a value.</summary>
    public static JsonArray Value(IReadOnlyList<int> cpus) => [.. cpus.Select(s_cpu.Format)];

    /// <summary>The list in a schema.</summary>
    public static JsonObject Schema() => new() { ["type"] = "array", ["uniqueItems"] = true, ["items"] = s_cpu.Schema() };

    /// <summary>The list or the word all in a schema.</summary>
    public static JsonObject AllOrSchema() => new() { ["oneOf"] = new JsonArray(new JsonObject { ["const"] = "all" }, Schema()) };

    /// <summary>The list that a node is; null for all, and with a problem when it is neither.</summary>
    public static IReadOnlyList<int>? AllOrRead(YamlNode node, string path, ProblemList problems)
    {
        if (node is YamlScalarNode { Value: "all" }) return null;
        if (node is YamlSequenceNode list) return Read(list, path, problems);
        problems.Add(node, $"{path} is {Scalars.Describe(node)}; it must be all, or a list of CPUs in ascending order");
        return null;
    }

    /// <summary>The list that a node is; null, and a problem, when it is none.</summary>
    public static IReadOnlyList<int>? Read(YamlSequenceNode list, string path, ProblemList problems)
    {
        int before = problems.Count;
        List<int> cpus = [];
        foreach (YamlNode item in list.Children)
        {
            if (!Scalars.TryRead(item, $"{path}[{cpus.Count}]", s_cpu, problems, out int cpu)) continue;
            if (cpus.Count > 0 && cpu <= cpus[^1])
                problems.Add(item, $"{path} lists CPU {cpu} after CPU {cpus[^1]}; the list must be in ascending order");
            cpus.Add(cpu);
        }

        return problems.Count == before ? cpus : null;
    }
}
