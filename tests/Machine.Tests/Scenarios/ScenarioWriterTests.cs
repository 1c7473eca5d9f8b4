using System.Text.Json.Nodes;
using Tickstorm.Scenarios;
using Tickstorm.Scenarios.Yaml;

namespace Tickstorm.Tests.Scenarios;

public class ScenarioWriterTests
{
    private static readonly Scenario s_unusual = new()
    {
        Name = "true",
        Description = "with: colons, 'quotes' and \"more\" \u00b1",
        Kernel = KernelVersion.Parse("6.17"),
        Machine = new MachineShape { Cpus = 3, Apic = ApicMode.X2Apic, Packages = 1, CoreGroup = 2, IoApicPins = 48, MadtOverride = false },
        Tick = new TickSetup
        {
            Hz = 250, Mode = TickMode.Periodic, NoHz = true, PhaseList = [0, 1, 2_500], Handler = new DurationTable([(900, 2), (1_100, 5)]),
            Timekeeper = 2, VmiAlarmHz = 100,
        },
        Designs = ["irq0-edge@local", "vmi-percpu"],
        Workload = new Workload
        {
            BusyList = [0, 2], IpiPairs = [new IpiPair { From = 0, To = 2, IsCall = true, EveryNs = 7_000 }],
            Devices = [new DeviceLoad { Irq = 4, PerSecond = 9, Level = true, Cpu = 1, HandlerNs = 77 }],
        },
        Costs = new Costs { Entry = 7, IoApicQuirk = 0, VmExit = 1_234_567 },
        Lock = new LockPolicy { Fairness = LockFairness.Unfair, Arbitration = LockArbitration.Topology },
        Run = new RunPlan { DurationNs = 123_456_789, Seed = ulong.MaxValue, LateNs = 0 },
        Trace = new TraceBudget { OneIn = 10, PerCpu = 5, PerSecond = 6 },
    };

    [Fact]
    public void What_is_written_reads_back_the_same()
    {
        string yaml = ScenarioWriter.Write(s_unusual);
        ScenarioReading reading = ScenarioReader.Read(yaml, "written.yaml", "other");
        Assert.Empty(reading.Problems);
        Assert.Equal(Flat(s_unusual).ToJsonString(), Flat(reading.Scenario!).ToJsonString());
        Assert.Equal(yaml, ScenarioWriter.Write(reading.Scenario!));
    }

    [Fact]
    public void Every_value_of_a_scenario_has_a_key()
    {
        JsonObject ordinary = Flat(new Scenario { Name = "x" });
        JsonObject unusual = Flat(s_unusual);
        // The unusual scenario differs in each group; whatever a key does not see would be lost on writing.
        foreach (
            string path in new[] { "kernel", "machine.cpus", "machine.apic", "tick.phases", "tick.handler", "workload.busy",
            "workload.devices", "costs.entry", "lock.arbitration", "run.duration", "trace.oneIn" })
        {
            Assert.NotEqual(ordinary[path]!.ToJsonString(), unusual[path]!.ToJsonString());
        }

        Assert.Equal(
            typeof(Costs).GetProperties().Length, ScenarioKeys.All.Count(k => k.Path.StartsWith("costs.", StringComparison.Ordinal)));
        // The phases' word and list share a key; the period and what is drawn anew are derived.
        Assert.Equal(
            typeof(MachineShape).GetProperties().Length,
            ScenarioKeys.All.Count(k => k.Path.StartsWith("machine.", StringComparison.Ordinal)));
        Assert.Equal(
            typeof(TickSetup).GetProperties().Length - 3,
            ScenarioKeys.All.Count(k => k.Path.StartsWith("tick.", StringComparison.Ordinal)));
        // So do the number, the share and the list of busy CPUs; the values of the host, of softirqs, one of them derived, of the hrtimer and of the job
        // are groups of their own.
        Assert.Equal(
            typeof(Workload).GetProperties().Length - 6 + typeof(HostLoad).GetProperties().Length
            + typeof(SoftirqLoad).GetProperties().Length - 1 + typeof(HrtimerLoad).GetProperties().Length
            + typeof(JobLoad).GetProperties().Length,
            ScenarioKeys.All.Count(k => k.Path.StartsWith("workload.", StringComparison.Ordinal)));
        Assert.Equal(
            typeof(LockPolicy).GetProperties().Length, ScenarioKeys.All.Count(k => k.Path.StartsWith("lock.", StringComparison.Ordinal)));
        Assert.Equal(
            typeof(RunPlan).GetProperties().Length, ScenarioKeys.All.Count(k => k.Path.StartsWith("run.", StringComparison.Ordinal)));
        Assert.Equal(
            typeof(TraceBudget).GetProperties().Length, ScenarioKeys.All.Count(k => k.Path.StartsWith("trace.", StringComparison.Ordinal)));
    }

    [Fact]
    public void Parameters_leave_out_what_does_not_make_another_experiment()
    {
        Scenario plain = new() { Name = "a" };
        Scenario renamed = plain with { Name = "b", Description = "c", Designs = ["irq0-edge"], Run = plain.Run with { Seed = 9 } };
        Assert.Equal(ScenarioParameters.Sha256(plain), ScenarioParameters.Sha256(renamed));
        Assert.NotEqual(
            ScenarioParameters.Sha256(plain), ScenarioParameters.Sha256(plain with { Costs = plain.Costs with { VmExit = 1 } }));
        Assert.Matches("^[0-9a-f]{64}$", ScenarioParameters.Sha256(plain));
    }

    private static JsonObject Flat(Scenario scenario) =>
        new(ScenarioKeys.All.Select(k => KeyValuePair.Create(k.Path, k.Value(scenario))));
}
