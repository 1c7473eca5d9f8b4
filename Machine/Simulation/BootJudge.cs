using Tickstorm.Kernel.Boot;
using Tickstorm.Kernel.Designs;
using Tickstorm.Results;

namespace Tickstorm.Simulation;

/// <summary>C7, measured: after the IO-APIC's take-over of IRQ0, are flow and chip still the intended ones?</summary>
internal static class BootJudge
{
    /// <summary>The verdict; null when the boot contains no take-over.</summary>
    public static ConstraintVerdict C7(Design design, Irq0Boot boot)
    {
        if (!boot.TakeOverHappened) return new("C7", null, "the run contains no IO-APIC take-over of IRQ0");
        bool kept = boot.Flow == design.Flow && boot.Chip == design.Chip;
        return new(
            "C7", kept,
            kept ? $"after the take-over the flow is still {design.Flow.Name()}"
            : $"the take-over has made the flow {boot.Flow.Name()} and the chip {boot.Chip.Name()}");
    }
}
