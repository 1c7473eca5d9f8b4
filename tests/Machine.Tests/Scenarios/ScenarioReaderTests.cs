using Tickstorm.Scenarios;

namespace Tickstorm.Tests.Scenarios;

public class ScenarioReaderTests
{
    [Fact]
    public void What_is_not_given_has_its_default()
    {
        Scenario scenario = Reading.Good("machine: {cpus: 4}");
        Assert.Equal("test", scenario.Name);
        Assert.Equal(new Scenario { Name = "test", Machine = new MachineShape { Cpus = 4 } }, scenario);
    }

    [Fact]
    public void Costs_may_be_nested_or_written_with_dots()
    {
        Scenario nested = Reading.Good("costs: {chip: {ioApic: {mask: 2us}}, handler: {empty: 7ns}}");
        Scenario dotted = Reading.Good("costs: {chip.ioApic.mask: 2us, handler.empty: 7ns}");
        Assert.Equal(nested.Costs, dotted.Costs);
        Assert.Equal(2_000, dotted.Costs.IoApicMask);
    }

    [Theory]
    [InlineData("6.17")]
    [InlineData("\"6.17\"")]
    public void A_kernel_version_that_looks_like_a_number_needs_no_quotes(string version) =>
        Assert.Equal(KernelVersion.Parse("6.17"), Reading.Good("kernel: " + version).Kernel);

    [Fact]
    public void Phases_are_a_word_or_one_duration_per_CPU()
    {
        Assert.Equal(PhaseKind.Skewed, Reading.Good("tick: {phases: skewed}").Tick.Phases);
        Assert.Equal([0, 5_000], Reading.Good("machine: {cpus: 2}\ntick: {phases: [0ns, 5us]}").Tick.PhaseList);
    }

    [Fact]
    public void A_handler_is_a_duration_or_a_table_with_weights()
    {
        Assert.Equal(DurationTable.Constant(5_000), Reading.Good("tick: {handler: 5us}").Tick.Handler);
        Assert.Equal(
            [(900, 3), (8_000, 1)], Reading.Good("tick: {handler: [{ns: 900, weight: 3}, {ns: 8000, weight: 1}]}").Tick.Handler.Entries);
    }

    [Fact]
    public void Lateness_takes_a_duration_or_a_threshold()
    {
        Assert.Equal(2_000, Reading.Good("run: {late: 2us}").Run.LateNs);
        Assert.Equal(2_000, Reading.Good("run: {late: {threshold: 2us}}").Run.LateNs);
        Assert.Equal(2_000, Reading.Good("run: {late.threshold: 2us}").Run.LateNs);
    }

    [Fact]
    public void The_alarm_rate_has_two_spellings()
    {
        Assert.Equal(100, Reading.Good("tick: {vmiAlarmHz: 100}").Tick.VmiAlarmHz);
        Assert.Equal(100, Reading.Good("tick: {vmi.alarmHz: 100}").Tick.VmiAlarmHz);
        Assert.Equal(100, Reading.Good("tick: {vmi: {alarmHz: 100}}").Tick.VmiAlarmHz);
    }

    [Fact]
    public void Busy_is_all_a_number_or_a_list()
    {
        Assert.Equal(-1, Reading.Good("workload: {busy: all}").Workload.Busy);
        Assert.Equal(3, Reading.Good("workload: {busy: 3}").Workload.Busy);
        Assert.Equal([0, 7], Reading.Good("workload: {busy: [0, 7]}").Workload.BusyList);
    }

    [Fact]
    public void A_device_has_defaults_for_all_but_its_irq_and_rate()
    {
        DeviceLoad device = Assert.Single(Reading.Good("workload: {devices: [{irq: 9, perSecond: 100}]}").Workload.Devices);
        Assert.Equal(new DeviceLoad { Irq = 9, PerSecond = 100 }, device);
    }
}
