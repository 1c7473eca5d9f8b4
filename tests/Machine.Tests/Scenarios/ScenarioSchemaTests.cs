using System.Text.Json.Nodes;
using Tickstorm.Scenarios.Yaml;

namespace Tickstorm.Tests.Scenarios;

public class ScenarioSchemaTests
{
    private static readonly JsonObject s_schema = JsonNode.Parse(ScenarioSchema.Create().ToJsonString())!.AsObject();

    // JSON is YAML too, so that one text serves both.
    [Theory]
    [InlineData("""{"machine": {"cpus": 4, "ioApic": {"pins": 24}, "madt.irq0Override": false}}""")]
    [InlineData("""{"kernel": 6.17, "tick": {"phases": ["0ns"], "handler": [{"ns": 5, "weight": 1}]}, "machine": {"cpus": 1}}""")]
    [InlineData("""{"kernel": "6.17", "workload": {"busy": "all", "devices": [{"irq": 4, "perSecond": 3}]}}""")]
    [InlineData("""{"run": {"late": {"threshold": "1us"}}, "tick": {"vmi": {"alarmHz": 100}}}""")]
    [InlineData("""{"costs": {"chip": {"ioApic.mask": "0ns"}}, "designs": []}""")]
    public void What_the_schema_accepts_the_reader_accepts(string text)
    {
        Assert.True(SchemaChecker.Accepts(s_schema, JsonNode.Parse(text)));
        Reading.Good(text);
    }

    [Theory]
    [InlineData("""{"cpus": 4}""")]
    [InlineData("""{"machine": {"cpus": 0}}""")]
    [InlineData("""{"machine": {"cpus": "4"}}""")]
    [InlineData("""{"machine": {"cpu": 4}}""")]
    [InlineData("""{"machine.cpus": 4}""")]
    [InlineData("""{"tick": {"handler": 5000}}""")]
    [InlineData("""{"tick": {"handler": []}}""")]
    [InlineData("""{"tick": {"handler": [{"ns": 5}]}}""")]
    [InlineData("""{"tick": {"phases": "straight"}}""")]
    [InlineData("""{"designs": "irq0-edge"}""")]
    [InlineData("""{"designs": ["irq0-edge", "irq0-edge"]}""")]
    [InlineData("""{"workload": {"devices": [{"irq": 4}]}}""")]
    [InlineData("""{"name": 5}""")]
    public void What_the_schema_refuses_the_reader_refuses(string text)
    {
        Assert.False(SchemaChecker.Accepts(s_schema, JsonNode.Parse(text)));
        Reading.Bad(text);
    }

    [Fact]
    public void Every_key_is_in_the_schema_with_its_meaning() => Assert.All(ScenarioKeys.All, key =>
    {
        JsonNode node = s_schema;
        string[] path = key.Path.Split('.');
        foreach (string part in path) node = node["properties"]![part] ?? throw new InvalidOperationException(key.Path);
        Assert.Equal(key.Meaning, (string?)(node["description"] ?? node["anyOf"]![0]!["description"]));
    });
}
