using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace Tickstorm.Scenarios.Yaml;

/// <summary>One key of a scenario file. Reader, writer, schema, overrides and echoed parameters all go by the same list of keys.</summary>
public abstract class ScenarioKey
{
    /// <summary>A key.</summary>
    /// <param name="path">Its path with dots, as in machine.cpus.</param>
    /// <param name="meaning">One sentence for the reference and the schema.</param>
    protected ScenarioKey(string path, string meaning) => (Path, Meaning) = (path, meaning);

    /// <summary>The path with dots.</summary>
    public string Path { get; }

    /// <summary>One sentence for the reference and the schema.</summary>
    public string Meaning { get; }

    /// <summary>Other paths that mean the same.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>What a value must look like.</summary>
    public abstract string Expected { get; }

    /// <summary>The numbers that a value may be, where it is one number; null elsewhere.</summary>
    public virtual NumberRange? Numbers => null;

    /// <summary>The effective value, in the form of a scenario file.</summary>
    public abstract JsonNode? Value(Scenario scenario);

    /// <summary>The JSON schema of the value.</summary>
    public abstract JsonObject Schema();

    /// <summary>
    /// The value that an option gives as text: YAML's own form in brackets, or a scalar; null and a problem when it is none.
    /// </summary>
    internal virtual YamlNode? Node(string text, ProblemList problems) =>
        text.StartsWith('[') ? YamlText.LoadList(text, Path, problems) : new YamlScalarNode(text);

    /// <summary>The scenario with the node's value; problems are added to the list and leave the scenario as it was.</summary>
    internal abstract Scenario Read(YamlNode node, Scenario scenario, ProblemList problems);
}
