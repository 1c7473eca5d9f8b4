using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Tickstorm.Scenarios.Yaml;

/// <summary>A key with one scalar value.</summary>
internal sealed class ScalarKey<T>(string path, string meaning, ScalarType<T> type, Func<Scenario, T> get, Func<Scenario, T, Scenario> set)
    : ScenarioKey(path, meaning)
{
    public override string Expected => type.Expected;

    public override NumberRange? Numbers => type.Numbers;

    public override JsonNode? Value(Scenario scenario) => type.Format(get(scenario));

    public override JsonObject Schema() => type.Schema();

    internal override Scenario Read(YamlNode node, Scenario scenario, ProblemList problems) =>
        Scalars.TryRead(node, Path, type, problems, out T value) ? set(scenario, value) : scenario;
}

/// <summary>Reads single scalars.</summary>
internal static class Scalars
{
    /// <summary>Reads a scalar of a type, or adds a problem.</summary>
    public static bool TryRead<T>(YamlNode node, string path, ScalarType<T> type, ProblemList problems, out T value)
    {
        if (node is YamlScalarNode scalar)
        {
            bool quoted = scalar.Style is not (ScalarStyle.Plain or ScalarStyle.Any);
            if (type.TryParse(scalar.Value ?? "", quoted, out value)) return true;
        }

        problems.Add(node, $"{path} is {Describe(node)}; it must be {type.Expected}");
        value = default!;
        return false;
    }

    /// <summary>A node's value for messages, shortened.</summary>
    public static string Describe(YamlNode node) => node switch
    {
        YamlScalarNode { Value: null or "" } => "empty",
        YamlScalarNode scalar => $"\"{Shortened(scalar.Value)}\"",
        YamlSequenceNode => "a list",
        _ => "a mapping",
    };

    /// <summary>A text for messages, shortened.</summary>
    public static string Shortened(string text) => text.Length > 40 ? text[..40] + "..." : text;
}
