using Tickstorm.Client.Library;
using Tickstorm.Scenarios;
using Tickstorm.Scenarios.Yaml;

namespace Tickstorm.Tests.Commands;

public class ScenarioLibraryTests
{
    public static TheoryData<string> Library => [.. ScenarioStore.Names];

    [Fact]
    public void The_library_holds_what_the_documentation_promises()
    {
        foreach (
            string name in new[] { "irq0-2007", "irq0-2007-periodic", "skew-1024", "random-phases", "madt-takeover", "storm-4096",
            "vmi-2.6.21", "nohz-mixed", "ipi-random", "devices", "overcommit" })
        {
            Assert.Contains(name, ScenarioStore.Names);
        }
    }

    [Theory]
    [MemberData(nameof(Library))]
    public void A_library_scenario_is_valid_named_as_its_file_and_described(string name)
    {
        Scenario scenario = ScenarioStore.Load(name);
        Assert.Equal(name, scenario.Name);
        Assert.InRange(scenario.Description.Length, 20, 100);
    }

    [Theory]
    [MemberData(nameof(Library))]
    public void What_show_prints_is_the_same_scenario(string name)
    {
        ClientRun run = ClientRun.Of("scenarios", "show", name);
        Scenario shown = ScenarioReader.Read(run.Output, "shown", "shown").Scenario!;
        Assert.Equal(ScenarioWriter.Write(ScenarioStore.Load(name)), ScenarioWriter.Write(shown));
        Assert.Contains("lookahead", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_is_read_by_its_path_and_its_problems_name_it()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".yaml");
        File.WriteAllText(path, "machine:\n  cpus: 0\ndesigns: [irq0-egde]\n");
        try
        {
            ClientRun run = ClientRun.Of("scenarios", "validate", path);
            Assert.Equal(2, run.ExitCode);
            Assert.StartsWith($"{path}:2:9: machine.cpus is \"0\"", run.Error);
            File.WriteAllText(path, "machine: {cpus: 2}\n");
            Assert.Equal(0, ClientRun.Of("scenarios", "validate", path).ExitCode);
            Assert.Equal(Path.GetFileNameWithoutExtension(path), ScenarioStore.Load(path).Name);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_name_that_is_nearly_right_gets_a_hint() =>
        Assert.Contains("did you mean irq0-2007?", ClientRun.Of("compare", "irq-2007").Error, StringComparison.Ordinal);
}
