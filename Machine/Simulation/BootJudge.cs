using Tickstorm.Kernel.Boot;
using Tickstorm.Kernel.Designs;
using Tickstorm.Results;

namespace Tickstorm.Simulation;

/// <summary>
/// What became of IRQ0 during boot, and C7, measured: after the IO-APIC's take-over of IRQ0, are flow and chip still the intended ones?
/// </summary>
internal static class BootJudge
{
    /// <summary>A step of the boot by the name of the function that does it.</summary>
    public static BootStage StageOf(BootState state) => new(
        state.Step switch
        {
            BootStep.InitIrq => "init_IRQ",
            BootStep.ReserveVector => "reserve_vector",
            BootStep.SetUpIoApic => "setup_IO_APIC",
            BootStep.CheckTimer => "check_timer",
            BootStep.SuspendAlarm => "suspend",
            BootStep.InstallDesign => "install",
            BootStep.ResumeAlarm => "resume",
            _ => throw new ArgumentOutOfRangeException(nameof(state), state.Step, "not a boot step"),
        },
        state.Chip.Name(), state.Flow.Name(), state.IsWiredToLvt ? "lvtt" : "irq0", state.IsArmed, state.IrqsAreOn);

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
