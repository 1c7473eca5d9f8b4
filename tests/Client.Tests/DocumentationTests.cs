using System.Text.Json.Nodes;
using Tickstorm.Client.Library;
using Tickstorm.Scenarios;
using Tickstorm.Scenarios.Yaml;

namespace Tickstorm.Tests;

public class DocumentationTests
{
    [Fact]
    public void The_reference_has_every_key_with_its_default_and_meaning()
    {
        string text = Repository.Text("docs/scenarios.md");
        Scenario defaults = new() { Name = "x" };
        foreach (ScenarioKey key in ScenarioKeys.All.Where(k => k.Path is not ("name" or "description")))
        {
            JsonNode value = key.Value(defaults)!;
            Assert.Contains($"| `{key.Path}` | `{value.ToJsonString().Trim('"')}` | {key.Meaning} |", text, StringComparison.Ordinal);
        }
    }

    // To write it anew: ./tickstorm designs page > docs/designs.md
    [Fact]
    public void The_page_of_designs_is_what_the_program_writes() =>
        Assert.Equal(DesignReference.Page(), Repository.Text("docs/designs.md"));

    [Fact]
    public void The_reference_has_every_scenario_of_the_library()
    {
        string text = Repository.Text("docs/scenarios.md");
        Assert.All(ScenarioStore.Names, name => Assert.Contains($"| {name} |", text, StringComparison.Ordinal));
    }
}
