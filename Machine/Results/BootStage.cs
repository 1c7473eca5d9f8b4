namespace Tickstorm.Results;

/// <summary>What IRQ0 was after one step of the boot.</summary>
/// <param name="Step">
/// init_IRQ, reserve_vector, setup_IO_APIC, check_timer, or suspend, install and resume of the design's own code.
/// </param>
/// <param name="Chip">The chip, as in <see cref="DesignResult.Chip"/>.</param>
/// <param name="Flow">The flow handler, as in <see cref="DesignResult.Flow"/>.</param>
/// <param name="Wiring">irq0 or lvtt: where the boot processor's timer arrives.</param>
/// <param name="AlarmArmed">True when its next expiry is programmed.</param>
/// <param name="IrqsOn">True when the boot processor takes interrupts.</param>
public sealed record BootStage(string Step, string? Chip, string? Flow, string Wiring, bool AlarmArmed, bool IrqsOn);
