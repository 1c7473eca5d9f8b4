using Tickstorm.Kernel;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;

namespace Tickstorm.Tests.Kernel.Designs;

/// <summary>Which designs a version has, what it crashes with, and which machines it boots.</summary>
public class DesignVersionTests
{
    private static DesignResult Run(string design, string kernel, bool whatIf = false) =>
        Simulator.Run(Given.Aligned(2, periods: 2).On(kernel), design, new EngineOptions { WhatIf = whatIf });

    [Theory]
    [InlineData("irq0-do-irq", "2.6.37", true)]
    [InlineData("irq0-do-irq", "2.6.38", false)]
    [InlineData("irq0-edge-eoi", "2.6.38", false)]
    [InlineData("irq0-edge-eoi", "2.6.39", true)]
    [InlineData("irq0-edge-eoi", "6.15", true)]
    [InlineData("irq0-edge-eoi", "6.17", false)]
    [InlineData("irq0-edge", "6.17", true)]
    [InlineData("native-lapic", "6.17", true)]
    [InlineData("pit-broadcast", "2.6.21", true)]
    public void A_design_outside_its_versions_is_not_run_unless_as_a_what_if(string design, string kernel, bool supported)
    {
        DesignResult result = Run(design, kernel), forced = Run(design, kernel, whatIf: true);
        Assert.Equal((supported, false), (result.Supported, result.WhatIf));
        Assert.Equal(supported, result.Reason is null);
        Assert.Equal((true, !supported), (forced.Supported, forced.WhatIf));
        Assert.Equal(result.Reason, forced.Reason);
    }

    [Theory]
    [InlineData("vmi-own-vector", "2.6.21", false)]
    [InlineData("vmi-own-vector", "2.6.22", true)]
    [InlineData("vmi-percpu", "2.6.21", true)]
    [InlineData("vmi-percpu", "2.6.24", false)]
    [InlineData("vmi-percpu", "2.6.36", false)]
    [InlineData("vmi-percpu", "2.6.37", true)]
    [InlineData("vmi-global-clock-event", "6.1", true)]
    [InlineData("irq0-percpu-reserved", "2.6.24", false)]
    [InlineData("irq0-percpu-reserved", "6.1", true)]
    [InlineData("irq0-percpu-taken-over", "6.1", true)]
    [InlineData("irq0-percpu-io-apic-chip", "6.1", true)]
    public void The_mails_own_approaches_are_asked_of_every_kernel(string design, string kernel, bool whatIf)
    {
        DesignResult result = Run(design, kernel);
        Assert.Equal((true, whatIf, !whatIf), (result.Supported, result.WhatIf, result.Reason is null));
    }

    [Theory]
    [InlineData("irq0-fasteoi@local", "2.6.24", "handle_fasteoi_irq calls chip->eoi, and VMI-LOCAL has none")]
    [InlineData("irq0-fasteoi@xt-pic", "6.17", "handle_fasteoi_irq calls chip->eoi, and XT-PIC has none")]
    [InlineData("irq0-edge-eoi@local", "3.0", "handle_edge_eoi_irq calls chip->eoi")]
    [InlineData("irq0-edge@xt-pic", "2.6.29", "handle_edge_irq calls chip->ack")]
    [InlineData("irq0-edge@xt-pic", "2.6.30", null)]
    [InlineData("irq0-edge@xt-pic", "2.6.36", null)]
    [InlineData("irq0-edge@xt-pic", "2.6.37", "handle_edge_irq calls chip->ack")]
    [InlineData("irq0-level@xt-pic", "2.6.24", null)]
    [InlineData("irq0-edge@local", "2.6.24", null)]
    [InlineData("irq0-simple@xt-pic", "2.6.24", null)]
    [InlineData("irq0-do-irq@xt-pic", "2.6.24", null)]
    public void A_null_callback_crashes(string design, string kernel, string? why)
    {
        DesignResult result = Run(design, kernel);
        Assert.Equal(why is null, result.Supported);
        if (why is null) return;
        Assert.StartsWith($"Linux {kernel} crashes with the first tick", result.Reason, StringComparison.Ordinal);
        Assert.Contains(why, result.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2.6.24", 255, ApicMode.XApic, PhaseKind.Aligned, null)]
    [InlineData("2.6.24", 256, ApicMode.XApic, PhaseKind.Aligned, "at most 255 CPUs")]
    [InlineData("2.6.24", 64, ApicMode.X2Apic, PhaseKind.Aligned, "no x2APIC")]
    [InlineData("2.6.27", 300, ApicMode.XApic, PhaseKind.Aligned, "no x2APIC")]
    [InlineData("2.6.28", 300, ApicMode.XApic, PhaseKind.Aligned, null)]
    [InlineData("2.6.28", 600, ApicMode.X2Apic, PhaseKind.Aligned, "at most 512 CPUs")]
    [InlineData("6.1", 9_000, ApicMode.X2Apic, PhaseKind.Aligned, "at most 8192 CPUs")]
    [InlineData("2.6.39", 4, ApicMode.XApic, PhaseKind.Skewed, "does not skew")]
    [InlineData("2.6.24", 4, ApicMode.XApic, PhaseKind.Skewed, null)]
    public void A_machine_that_no_kernel_of_the_version_boots_has_a_note(
        string kernel, int cpus, ApicMode apic, PhaseKind phases, string? note)
    {
        Scenario scenario = Given.Aligned(cpus).On(kernel);
        scenario = scenario with
        {
            Machine = scenario.Machine with { Apic = apic }, Tick = scenario.Tick with { Phases = phases },
        };
        IReadOnlyList<string> notes = BootNotes.Of(scenario);
        if (note is null) Assert.Empty(notes);
        else Assert.Contains(note, Assert.Single(notes), StringComparison.Ordinal);
    }
}
