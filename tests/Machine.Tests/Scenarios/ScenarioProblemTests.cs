namespace Tickstorm.Tests.Scenarios;

public class ScenarioProblemTests
{
    [Theory]
    [InlineData("machine:\n  cpu: 4", "test.yaml:2:3: machine has no key \"cpu\"; did you mean cpus?")]
    [InlineData("machin: {cpus: 4}", "test.yaml:1:1: a scenario has no key \"machin\"; did you mean machine?")]
    [InlineData("cpus: 4", "test.yaml:1:1: a scenario has no key \"cpus\"; did you mean machine.cpus?")]
    [InlineData("machine.cpus: 4", "test.yaml:1:1: a scenario has no key \"machine.cpus\"")]
    [InlineData("machine:\n  cpus: many", "test.yaml:2:9: machine.cpus is \"many\"; it must be a whole number from 1 to 1000000")]
    [InlineData("machine:\n  cpus: 0", "test.yaml:2:9: machine.cpus is \"0\"; it must be a whole number from 1 to 1000000")]
    [InlineData("machine:\n  cpus: \"4\"", "test.yaml:2:9: machine.cpus is \"4\"; it must be a whole number")]
    [InlineData("machine: 4", "test.yaml:1:10: machine is \"4\"; it must be a mapping of cpus, measuredCpus, apic")]
    [InlineData("machine:\n  cpus:\n    - 1", "test.yaml:3:5: machine.cpus is a list; it must be a whole number")]
    [InlineData("tick:\n  handler: 5000",
        "test.yaml:2:12: tick.handler is \"5000\"; it must be a duration from 1ns to 1s with its unit (ns, us, ms, s), as in 5us")]
    [InlineData("tick:\n  mode: one-shot", "test.yaml:2:9: tick.mode is \"one-shot\"; it must be one of oneshot, periodic")]
    [InlineData("tick:\n  nohz: yes", "test.yaml:2:9: tick.nohz is \"yes\"; it must be true or false")]
    [InlineData("tick:\n  handler: [{ns: 5, wieght: 1}]", "test.yaml:2:21: tick.handler[0] has no key \"wieght\"; did you mean weight?")]
    [InlineData("costs:\n  entry: 0ns", "test.yaml:2:10: costs.entry is \"0ns\"; it must be a duration from 1ns to 1s")]
    [InlineData("run:\n  duration: 0.5ns", "test.yaml:2:13: run.duration is \"0.5ns\"")]
    [InlineData("run: {late: 1us, late.threshold: 2us}", "test.yaml:1:18: run.late is given a second time")]
    [InlineData("name: 5", "test.yaml:1:7: name is \"5\"; it must be text")]
    [InlineData("designs: irq0-edge", "test.yaml:1:10: designs is \"irq0-edge\"; it must be a list of designs")]
    [InlineData("workload: {inject: [{at: 1ms, cpu: 0}]}", "test.yaml:1:21: workload.inject[0] lacks vector, nmi or register")]
    [InlineData("workload: {inject: [{at: 1ms, cpu: 0, register: tpr}]}", "test.yaml:1:21: workload.inject[0] lacks value")]
    [InlineData("workload: {inject: [{at: 1ms, cpu: 0, register: svr, value: 0x1ff}]}",
        "test.yaml:1:21: workload.inject[0].value is 0x1ff; svr takes 0 or 0x100, its enable bit")]
    [InlineData("workload: {inject: [{at: 1ms, cpu: 0, vector: 32, value: 1}]}", "test.yaml:1:21: workload.inject[0] lacks register")]
    [InlineData("workload: {inject: [{at: 1ms, cpu: 0, nmi: true, register: tpr, value: 1}]}",
        "test.yaml:1:21: workload.inject[0] has both an interrupt and a register")]
    [InlineData("workload: {inject: [{at: 1ms, cpu: 0, nmi: true, vector: 0xef}]}",
        "test.yaml:1:21: workload.inject[0] has both vector and nmi")]
    [InlineData("workload: {inject: [{at: 1ms, vector: 0xef}]}", "test.yaml:1:21: workload.inject[0] lacks cpu")]
    [InlineData("workload: {inject: [{at: 1ms, cpu: 0, vector: 0x0f}]}",
        "test.yaml:1:47: workload.inject[0].vector is \"0x0f\"; it must be a vector from 16 to 255, as in 0xef")]
    [InlineData("workload: {inject: [{at: 1ms, cpu: 0, ioapic: 0, nmi: true}]}", "test.yaml:1:21: workload.inject[0] has both cpu and ioapic")]
    [InlineData("workload: {inject: [{at: 1ms, ioapic: 0}]}", "test.yaml:1:21: workload.inject[0] lacks register")]
    [InlineData("workload: {inject: [{at: 1ms, ioapic: 1, register: redirection-2-low, value: 0}]}",
        "test.yaml:1:39: workload.inject[0].ioapic is \"1\"; it must be a whole number from 0 to 0")]
    [InlineData("workload: {inject: [{at: 1ms, ioapic: 0, vector: 0xef}]}",
        "test.yaml:1:21: workload.inject[0] is an interrupt; those come to a cpu, not to the ioapic")]
    [InlineData("workload: {inject: [{at: 1ms, ioapic: 0, register: tpr, value: 0}]}",
        "test.yaml:1:21: workload.inject[0].register is tpr; the ioapic has redirection-PIN-low, redirection-PIN-high")]
    [InlineData("workload: {inject: [{at: 1ms, cpu: 0, register: redirection-2-low, value: 0}]}",
        "test.yaml:1:21: workload.inject[0].register is redirection-2-low; a cpu has tpr, lvt-timer, svr, tmict")]
    [InlineData("workload: {inject: [{at: 1ms, ioapic: 0, register: redirection-2-low, value: 0x31}]}",
        "test.yaml:1:21: workload.inject[0].value is 0x31; redirection-PIN-low takes 0 or 0x10000, its mask bit")]
    [InlineData("workload: {inject: [{at: 1ms, cpu: 0, register: irr, value: 0}]}",
        "test.yaml:1:49: workload.inject[0].register is \"irr\"; it must be a register: tpr, lvt-timer, svr, tmict, redirection-PIN-low, ")]
    [InlineData("workload: {devices: [{irq: 4}]}", "test.yaml:1:22: workload.devices[0] lacks perSecond")]
    public void A_wrong_value_is_answered_by_place_and_what_would_be_right(string yaml, string problem) =>
        Assert.StartsWith(problem, Reading.Bad(yaml));

    [Theory]
    [InlineData("machine: {cpus: 4}\ntick: {timekeeper: 4}",
        "test.yaml:2:20: tick.timekeeper is CPU 4; a machine of 4 CPUs has CPUs 0 to 3")]
    [InlineData("machine: {cpus: 4}\nworkload: {inject: [{at: 1ms, cpu: 4, vector: 239}]}",
        "test.yaml:2:20: workload.inject[0].cpu is 4; a machine of 4 CPUs has CPUs 0 to 3")]
    [InlineData("workload: {inject: [{at: 1ms, cpu: 0, nmi: true}, {at: 1ms, cpu: 0, nmi: true}]}",
        "test.yaml:1:20: workload.inject[1] is there twice: two edges of one vector at one time are one")]
    [InlineData("workload: {inject: [{at: 1ms, cpu: 0, register: tpr, value: 1}, {at: 1ms, cpu: 0, register: tpr, value: 2}]}",
        "test.yaml:1:20: workload.inject[1] writes what another one writes at that time")]
    [InlineData("workload: {devices: [{irq: 9, perSecond: 1}], inject: [{at: 1ms, ioapic: 0, register: redirection-3-low, value: 0}]}",
        "test.yaml:1:55: workload.inject[0] writes redirection-3-low: no line comes by pin 3 of the IO-APIC; those of lines are 2 (IRQ0), 9")]
    [InlineData("machine: {cpus: 2}\nworkload: {inject: [{at: 1ms, ioapic: 0, register: redirection-2-high, value: 0x2000000}]}",
        "test.yaml:2:20: workload.inject[0] writes redirection-2-high: 0x2000000 names CPU 2; the machine has CPUs 0 to 1")]
    [InlineData("workload: {inject: [{at: 2s, cpu: 0, nmi: true}]}\nrun: {duration: 1s}",
        "test.yaml:1:20: workload.inject[0].at is 2s; the run ends at 1s")]
    [InlineData("machine: {cpus: 4}\nworkload: {busy: 5}", "test.yaml:2:18: workload.busy is 5")]
    [InlineData("machine: {cpus: 4}\nworkload: {busy: [1, 4]}", "test.yaml:2:18: workload.busy names CPU 4")]
    [InlineData("machine: {cpus: 4}\nworkload: {busy: [2, 1]}", "test.yaml:2:22: workload.busy lists CPU 1 after CPU 2")]
    [InlineData("machine: {cpus: 3}\ntick: {phases: [0ns, 1ns]}",
        "test.yaml:2:16: tick.phases lists 2 phases; a machine of 3 CPUs needs one for each CPU")]
    [InlineData("machine: {cpus: 1}\ntick: {hz: 1000, phases: [1ms]}",
        "test.yaml:2:26: tick.phases lists 1ms; a phase is below the tick period of 1ms")]
    [InlineData("workload: {devices: [{irq: 24, perSecond: 1}]}", "test.yaml:1:21: workload.devices[0].irq is 24; an IO-APIC of 24 pins")]
    [InlineData("designs: [irq0-egde]", "test.yaml:1:10: there is no design irq0-egde")]
    public void Values_that_do_not_go_together_are_a_problem_where_they_stand(string yaml, string problem) =>
        Assert.StartsWith(problem, Reading.Bad(yaml));

    [Fact]
    public void All_problems_are_found_at_once_in_the_order_of_the_file()
    {
        string[] problems = Reading.Bad("tick:\n  hz: 0\nmachine:\n  cpus: 0\nrun:\n  sed: 1").Split('\n');
        Assert.Equal(3, problems.Length);
        Assert.StartsWith("test.yaml:2:7:", problems[0]);
        Assert.StartsWith("test.yaml:4:9:", problems[1]);
        Assert.StartsWith("test.yaml:6:3:", problems[2]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("- 1\n- 2")]
    [InlineData("just text")]
    [InlineData("machine: {cpus: 4")]
    [InlineData("machine:\n\t- 4")]
    [InlineData("name: a\nname: b")]
    [InlineData("name: a\n---\nname: b")]
    [InlineData("tick: &t {hz: 5}\nrun: *t")]
    [InlineData("name: \"\\q\"")]
    [InlineData("? [a, b]\n: c")]
    public void What_is_no_scenario_is_a_problem_and_never_an_exception(string text) =>
        Assert.StartsWith("test.yaml:", Reading.Bad(text));

    [Fact]
    public void Deep_nesting_is_refused_before_it_can_hurt() =>
        Assert.Contains("nesting this deep", Reading.Bad("tick: " + new string('[', 100_000)));
}
