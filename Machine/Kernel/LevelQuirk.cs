using Tickstorm.Scenarios;

namespace Tickstorm.Kernel;

/// <summary>
/// The IO-APIC chip's eoi where the vector's TMR bit is clear, as it is for every local timer: the kernel takes it for an edge that should
/// have been a level, and repairs the pin's entry. How, depends on the versions of kernel and IO-APIC (ack_ioapic_quirk_irq,
/// eoi_ioapic_irq).
/// </summary>
internal sealed class LevelQuirk
{
    private const int WithEoiRegister = 0x20;

    public LevelQuirk(Scenario scenario)
    {
        Costs costs = scenario.Costs;
        KernelSwitches kernel = new(scenario.Kernel);
        bool byRegister = kernel.QuirkByEoiRegister && scenario.Machine.IoApicVersion >= WithEoiRegister;
        FlipsPin = !byRegister && !kernel.QuirkRestoresEntry;
        (Key, OwnNs, FlowNs) = byRegister
            ? ("costs.chip.ioApic.eoiRegister", costs.IoApicEoiRegister, costs.IoApicEoiRegister)
            : ("costs.chip.ioApic.quirk", costs.IoApicQuirk, costs.IoApicFlowQuirk);
    }

    /// <summary>The key of <see cref="OwnNs"/>.</summary>
    public string Key { get; }

    /// <summary>What it costs in a section of its own, ns.</summary>
    public long OwnNs { get; }

    /// <summary>What it costs within a flow handler's section, on top of a plain EOI, ns.</summary>
    public long FlowNs { get; }

    /// <summary>True when the pin ends as level and unmasked, whatever it was.</summary>
    public bool FlipsPin { get; }
}
