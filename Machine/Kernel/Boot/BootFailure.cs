using Tickstorm.Kernel.Designs;

namespace Tickstorm.Kernel.Boot;

/// <summary>Why a kernel does not get as far as the first ticks, or not beyond them.</summary>
public static class BootFailure
{
    /// <summary>The reason; null when it boots.</summary>
    /// <param name="design">The design.</param>
    /// <param name="kernel">The kernel.</param>
    /// <param name="boot">What the boot has made of IRQ0.</param>
    /// <param name="noTimerCheck">check_timer() takes its first way for good.</param>
    public static string? Of(Design design, KernelSwitches kernel, Irq0Boot boot, bool noTimerCheck)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(kernel);
        return PanicOf(design, kernel, noTimerCheck) ?? NullCallback.Of(kernel, boot);
    }

    // A guest whose delay is paravirtual: mdelay() returns at once, and jiffies have not grown however sound the board is (why vmi_32.c
    // sets no_timer_check; Amsden, October 2006).
    private static string? PanicOf(Design design, KernelSwitches kernel, bool noTimerCheck)
    {
        if (noTimerCheck || design.Source != TickSource.Alarm) return null;
        CheckTimerReport report = CheckTimer.Run(new BootFaults { DelayTakesNoTime = true });
        if (!report.Panics) return null;
        int tried = report.Steps.Count(step => step.Tried && step.Number < report.Succeeded);
        return $"Linux {kernel.Version} panics at boot: \"{report.Steps[^1].Said}\"; under VMI a delay takes no time, so that "
            + $"check_timer() sees no tick on any of {tried} ways (machine.noTimerCheck)";
    }
}
