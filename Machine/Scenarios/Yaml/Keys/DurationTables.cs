using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace Tickstorm.Scenarios.Yaml.Keys;

/// <summary>A duration, or a table of {ns, weight} in its place.</summary>
internal static class DurationTables
{
    private static readonly ScalarType<int> s_weight = ScalarTypes.Whole(1, 1_000_000_000);

    /// <summary>The value as a file has it.</summary>
    public static JsonNode? Value(DurationTable table, ScalarType<long> constant) => table.IsConstant
        ? constant.Format(table.Entries[0].Ns)
        : new JsonArray([.. table.Entries.Select(e => new JsonObject { ["ns"] = e.Ns, ["weight"] = e.Weight })]);

    /// <summary>Its schema.</summary>
    public static JsonObject Schema(ScalarType<long> constant) => new()
    {
        ["oneOf"] = new JsonArray(
            constant.Schema(),
            new JsonObject
            {
                ["type"] = "array",
                ["minItems"] = 1,
                ["items"] = new JsonObject
                {
                    ["type"] = "object",
                    ["additionalProperties"] = false,
                    ["required"] = new JsonArray("ns", "weight"),
                    ["properties"] = new JsonObject { ["ns"] = Nanoseconds(constant).Schema(), ["weight"] = s_weight.Schema() },
                },
            }),
    };

    /// <summary>Reads one; null and a problem where it is none.</summary>
    public static DurationTable? Read(
        YamlNode node, string path, string expected, ScalarType<long> constant, ProblemList problems)
    {
        if (node is YamlSequenceNode list) return ReadTable(list, path, expected, Nanoseconds(constant), problems);
        return Scalars.TryRead(node, path, constant with { Expected = expected }, problems, out long value)
            ? DurationTable.Constant(value)
            : null;
    }

    // In a table the unit is in the name.
    private static ScalarType<long> Nanoseconds(ScalarType<long> constant) =>
        ScalarTypes.WholeLong(constant.Numbers!.Value.Min, constant.Numbers.Value.Max);

    private static DurationTable? ReadTable(
        YamlSequenceNode list, string path, string expected, ScalarType<long> ns, ProblemList problems)
    {
        int before = problems.Count;
        if (list.Children.Count == 0) problems.Add(list, $"{path} is an empty list; it must be {expected}");
        List<(long, int)> entries = [];
        for (int i = 0; i < list.Children.Count; i++)
        {
            (long length, int weight) = (0, 0);
            string entry = $"{path}[{i}]";
            if (FieldList.Of(list.Children[i], entry, problems, required: true,
                ("ns", n => Scalars.TryRead(n, entry + ".ns", ns, problems, out length)),
                ("weight", n => Scalars.TryRead(n, entry + ".weight", s_weight, problems, out weight))))
            {
                entries.Add((length, weight));
            }
        }

        return problems.Count == before ? new DurationTable(entries) : null;
    }
}
