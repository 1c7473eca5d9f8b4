namespace Tickstorm.Tests.Commands;

/// <summary>run --from: a result runs again as it was.</summary>
public sealed class RepeatTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("repeat").FullName;

    private string Result => Path.Combine(_folder, "r.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("irq0-2007", "irq0-edge", "--set", "costs.vm.exit=2us", "--cpus", "8", "--seed", "18446744073709551615")]
    [InlineData("own-design", "vmi-percpu-slow-host", "--cpus", "8")]
    [InlineData("random-phases", "irq0-edge", "--cpus", "8", "--handler", "5us:9,500us:1", "--seeds", "2")]
    [InlineData("devices", "irq0-edge", "--phases", "0us,10us,20us,30us", "--cpus", "4")]
    public void A_result_runs_again_with_its_digest(string scenario, string design, params string[] options)
    {
        Assert.Equal(0, ClientRun.Real(["run", scenario, "--design", design, .. options, "--json", Result]).ExitCode);
        ClientRun again = ClientRun.Real("run", "--from", Result);
        Assert.Equal(0, again.ExitCode);
        Assert.Contains($"{design}: the same digest as in {Result} (", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_came_from_outside_comes_again()
    {
        string file = Path.Combine(_folder, "outside.yaml");
        File.WriteAllText(file, """
            run: {duration: 100ms}
            workload:
              devices: [{irq: 10, perSecond: 2000, cpu: 1}]
              inject:
              - {at: 11ms, cpu: 1, vector: 0xfc}
              - {at: 12ms, cpu: 2, nmi: true}
              - {at: 25ms, cpu: 3, register: lvt-timer, value: 0x10000}
              - {at: 26ms, cpu: 0, register: tpr, value: 0xf0}
              - {at: 30ms, ioapic: 0, register: redirection-10-low, value: 0x10000}
              - {at: 40ms, ioapic: 0, register: redirection-10-low, value: 0}
              - {at: 50ms, ioapic: 0, register: redirection-10-high, value: 0x03000000}
              - {at: 55ms, cpu: 0, register: tpr, value: 0}
            """);
        Assert.Equal(0, ClientRun.Real("run", file, "--design", "native-lapic", "--json", Result).ExitCode);
        Assert.Contains("\"register\": \"lvt-timer\"", File.ReadAllText(Result), StringComparison.Ordinal);
        ClientRun again = ClientRun.Real("run", "--from", Result);
        Assert.Equal(0, again.ExitCode);
        Assert.Contains("native-lapic: the same digest as in", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_digest_is_a_finding_and_changed_values_are_not()
    {
        Assert.Equal(0, ClientRun.Real("run", "irq0-2007", "--design", "irq0-edge", "--cpus", "8", "--json", Result).ExitCode);
        Assert.Contains(
            "digests are not held against", ClientRun.Real("run", "--from", Result, "--cpus", "4").Output, StringComparison.Ordinal);
        File.WriteAllText(Result, File.ReadAllText(Result).Replace("\"machine.cpus\": 8", "\"machine.cpus\": 9", StringComparison.Ordinal));
        ClientRun again = ClientRun.Real("run", "--from", Result);
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("irq0-edge: another digest than in", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_result_is_bad_input()
    {
        Assert.Equal(2, ClientRun.Of("run", "--from", Result).ExitCode);
        File.WriteAllText(Result, "[1]");
        Assert.Contains("this is no result of run or compare", ClientRun.Of("run", "--from", Result).Error, StringComparison.Ordinal);
        Assert.Equal(2, ClientRun.Of("run", "irq0-2007", "--from", Result).ExitCode);
    }
}
