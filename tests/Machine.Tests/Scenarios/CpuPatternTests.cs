using Tickstorm.Scenarios;
using Tickstorm.Scenarios.Yaml;

namespace Tickstorm.Tests.Scenarios;

/// <summary>A measured machine with another number of CPUs.</summary>
public sealed class CpuPatternTests
{
    private static readonly Scenario s_measured = new()
    {
        Name = "measured",
        Machine = new MachineShape { Cpus = 4, MeasuredCpus = 4 },
        Tick = new TickSetup { Hz = 250, NoHz = true, PhaseList = [0, 10, 0, 30], NoHzFull = [1] },
        Workload = new Workload
        {
            BusyList = [0, 1],
            Tasks = [new TaskLoad { Cpus = [3] }],
            Steal = [new StealLoad { Cpus = [0, 2] }, new StealLoad()],
            CpuHrtimers = [new CpuHrtimer { Cpus = [3], IntervalNs = 5_000_000 }],
            IpiPairs = [new IpiPair { From = 0, To = 3 }, new IpiPair { From = 1, To = 0, IsCall = true }],
            Devices = [new DeviceLoad { Irq = 9, PerSecond = 10, Cpu = 3 }],
        },
    };

    [Fact]
    public void A_cpu_beyond_the_measured_ones_is_as_the_one_modulo_their_number()
    {
        Scenario twice = With(s_measured, "8");

        Assert.Equal([0, 10, 0, 30, 0, 10, 0, 30], twice.Tick.PhaseList!);
        Assert.Equal([1, 5], twice.Tick.NoHzFull);
        Assert.Equal([0, 1, 4, 5], twice.Workload.BusyList!);
        Assert.Equal([3, 7], twice.Workload.Tasks[0].Cpus!);
        Assert.Equal([0, 2, 4, 6], twice.Workload.Steal[0].Cpus!);
        Assert.Null(twice.Workload.Steal[1].Cpus);
        Assert.Equal([3, 7], twice.Workload.CpuHrtimers[0].Cpus!);
        Assert.Equal([(0, 3), (1, 0), (4, 7), (5, 4)], twice.Workload.IpiPairs.Select(pair => (pair.From, pair.To)));
        Assert.Equal([3], twice.Workload.Devices.Select(device => device.Cpu));
        Assert.Empty(ScenarioReader.Check(twice, "twice"));
    }

    [Fact]
    public void Of_a_group_that_is_not_whole_ipis_go_to_the_first_one()
    {
        Scenario six = With(s_measured, "6");

        Assert.Equal([(0, 3), (1, 0), (4, 3), (5, 4)], six.Workload.IpiPairs.Select(pair => (pair.From, pair.To)));
        Assert.Empty(ScenarioReader.Check(six, "six"));
    }

    [Fact]
    public void What_is_cut_off_is_gone()
    {
        Scenario two = With(s_measured, "2");
        Assert.Equal([0, 10], two.Tick.PhaseList!);
        Assert.Equal([(1, 0)], two.Workload.IpiPairs.Select(pair => (pair.From, pair.To)));
        Assert.Equal([1], two.Workload.Devices.Select(device => device.Cpu));
        Assert.Empty(ScenarioReader.Check(two, "two"));
        Assert.Equal([0, 10, 0, 10, 0], With(two, "5").Tick.PhaseList!);
    }

    [Fact]
    public void A_skew_is_spread_anew()
    {
        Scenario skewed = s_measured with { Tick = s_measured.Tick with { PhaseList = [0, 500_000, 1_000_000, 1_500_000] } };
        Assert.Equal([0, 250_000, 500_000, 750_000, 1_000_000, 1_250_000, 1_500_000, 1_750_000], With(skewed, "8").Tick.PhaseList!);
    }

    [Fact]
    public void Without_a_number_of_measured_cpus_lists_stay_as_they_are()
    {
        Scenario listed = s_measured with { Machine = new MachineShape { Cpus = 4 } };
        Assert.Equal([0, 10, 0, 30], With(listed, "8").Tick.PhaseList!);
        Assert.NotEmpty(ScenarioReader.Check(With(listed, "8"), "listed"));
    }

    private static Scenario With(Scenario scenario, string cpus) =>
        ScenarioReader.Override(scenario, ScenarioKeys.Find("cpus")!, cpus, "--cpus").Scenario!;
}
