namespace Tickstorm.Kernel.Boot;

/// <summary>One step of check_timer().</summary>
/// <param name="Number">1 to 5.</param>
/// <param name="Name">What is tried.</param>
/// <param name="Tried">False if there is no pin to try it with.</param>
/// <param name="Ticks">By how much jiffies grew in the wait; more than 4 is needed.</param>
/// <param name="Passed">The timer works so.</param>
/// <param name="Said">The kernel's words on failing.</param>
public sealed record CheckTimerStep(int Number, string Name, bool Tried, long Ticks, bool Passed, string Said);

/// <summary>What came of check_timer().</summary>
/// <param name="Pin1">The pin that the kernel believes IRQ 0 at; -1 for none.</param>
/// <param name="Pin2">The pin that the kernel believes the 8259 at; -1 for none.</param>
/// <param name="Steps">The steps that were reached.</param>
/// <param name="Succeeded">The number of the step that worked; 5 is the panic.</param>
/// <param name="Chip">The chip of IRQ 0 in the end.</param>
/// <param name="Flow">The flow handler of IRQ 0 in the end.</param>
/// <param name="ElapsedNs">Simulated time spent, in ns.</param>
public sealed record CheckTimerReport(
    int Pin1, int Pin2, IReadOnlyList<CheckTimerStep> Steps, int Succeeded, string Chip, FlowKind Flow, long ElapsedNs)
{
    /// <summary>No way of delivering the timer worked: the kernel stops.</summary>
    public bool Panics => Succeeded == 5;
}
