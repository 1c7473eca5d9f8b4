using System.Text.Json;

namespace Tickstorm.Tests.Living;

/// <summary>What the boot makes of IRQ0, and what that makes of the ticks: a scenario file, its JSON and its trace.</summary>
public class BootTests
{
    [Fact] // S40, S21
    public void Percpu_installed_before_the_take_over_ends_as_edge_on_the_io_apic_chip()
    {
        JsonElement design = Of("irq0-percpu-taken-over");
        Assert.Equal(("io-apic", "edge"), After(design, "setup_IO_APIC"));
        Assert.Equal(("io-apic", "edge"), (Text(design, "chip"), Text(design, "flow")));
        Assert.Equal(7, LivingRun.Count(design, "stalledCpus"));
        Assert.False(design.GetProperty("constraints").GetProperty("C7").GetBoolean());
        Assert.Equal(10, LivingRun.Count(design, "ticks", "handled"));
    }

    [Theory] // S40, S22
    [InlineData("vmi-percpu")]
    [InlineData("irq0-percpu-reserved")]
    public void Percpu_installed_after_it_or_reserved_stays(string name)
    {
        JsonElement design = Of(name);
        Assert.Equal(("local", "percpu"), (Text(design, "chip"), Text(design, "flow")));
        Assert.Equal((0, 80), (LivingRun.Count(design, "stalledCpus"), LivingRun.Count(design, "ticks", "handled")));
        Assert.True(design.GetProperty("constraints").GetProperty("C7").GetBoolean());
    }

    [Fact] // S41
    public void Between_suspend_and_resume_no_alarm_is_armed_and_the_chip_changes_with_interrupts_off()
    {
        JsonElement[] stages = [.. Of("vmi-percpu").GetProperty("boot").EnumerateArray()];
        Assert.Equal(["init_IRQ", "setup_IO_APIC", "suspend", "install", "resume"], stages.Select(stage => Text(stage, "step")));
        Assert.Equal([false, true, false, false, true], stages.Select(stage => stage.GetProperty("alarmArmed").GetBoolean()));
        int install = Array.FindIndex(stages, stage => Text(stage, "step") == "install");
        Assert.False(stages[install].GetProperty("irqsOn").GetBoolean());
        Assert.Equal("irq0", Text(stages[install - 1], "wiring"));
        Assert.Equal("lvtt", Text(stages[install], "wiring"));
        Assert.All(stages[..install], stage => Assert.NotEqual("percpu", Text(stage, "flow")));
        Assert.True(stages[^1].GetProperty("irqsOn").GetBoolean());
    }

    [Theory] // S42
    [InlineData("vmi-percpu")]
    [InlineData("irq0-edge")]
    public void Irq0_has_vector_31_from_either_side_and_counts_on_each_cpu(string design)
    {
        LivingRun run = LivingRun.Traced("boot", design);
        Assert.Contains(" vector=49 ", run.Trace, StringComparison.Ordinal);
        Assert.DoesNotContain(" vector=239", run.Trace, StringComparison.Ordinal);
        Assert.DoesNotContain("local_timer_entry", run.Trace, StringComparison.Ordinal);
        long[] handled = run.OfCpus("handled");
        for (int cpu = 0; cpu < 8; cpu++)
            Assert.True(run.Times(cpu, "irq_handler_entry").Length >= handled[cpu], $"CPU {cpu}");
        if (design == "vmi-percpu") Assert.All(handled, count => Assert.Equal(10, count));
    }

    [Theory] // S45
    [InlineData("vmi-percpu")]
    [InlineData("vmi-global-clock-event")]
    public void A_delay_that_takes_no_time_fails_the_timer_check_and_panics(string name)
    {
        JsonElement design = Of(name, "--set", "machine.noTimerCheck=false");
        Assert.False(design.GetProperty("supported").GetBoolean());
        Assert.Contains("panics at boot: \"IO-APIC + timer doesn't work!\"", Text(design, "reason"), StringComparison.Ordinal);
        Assert.Contains("on any of 4 ways", Text(design, "reason"), StringComparison.Ordinal);
        JsonElement all = Of(name, "--set", "machine.noTimerCheck=false", "--what-if");
        Assert.True(all.GetProperty("whatIf").GetBoolean());
        Assert.Equal(80, LivingRun.Count(all, "ticks", "handled"));
    }

    [Fact] // S45: and no other.
    public void A_machine_whose_delays_take_time_is_checked_and_boots() =>
        Assert.True(Of("native-lapic", "--set", "machine.noTimerCheck=false").GetProperty("supported").GetBoolean());

    private static JsonElement Of(string design, params string[] options) =>
        LivingRun.Of("boot", ["--designs", design, .. options]).Design;

    private static (string?, string?) After(JsonElement design, string step)
    {
        JsonElement stage = design.GetProperty("boot").EnumerateArray().Single(stage => Text(stage, "step") == step);
        return (Text(stage, "chip"), Text(stage, "flow"));
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
