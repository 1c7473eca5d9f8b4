namespace Tickstorm.Kernel.Boot;

/// <summary>A board, a table and the faults between them, with a name.</summary>
public sealed record CheckTimerCase(string Name, string Why, BootFaults Faults);

/// <summary>The boards that check_timer() was written for.</summary>
public static class CheckTimerCases
{
    private static readonly Madt s_noOverride = Without(Madt.Usual(1));

    /// <summary>All of them.</summary>
    public static IReadOnlyList<CheckTimerCase> All { get; } =
    [
        new("sound", "override to pin 2, timer at pin 2", new BootFaults()),
        new("override-missing", "the table does not move IRQ 0, the timer is at pin 2", new BootFaults { Table = s_noOverride }),
        new("override-wrong", "the table moves IRQ 0 to pin 2, the timer is at pin 0",
            new BootFaults { TimerPin = 0, PicPin = -1, ExtIntPin = -1 }),
        new("override-skipped", "the same, with acpi_skip_timer_override",
            new BootFaults { TimerPin = 0, PicPin = -1, ExtIntPin = -1, SkipTimerOverride = true }),
        new("override-level", "the table calls IRQ 0 level triggered and active low", new BootFaults { Table = LevelOverride() }),
        new("timer-behind-8259", "the timer reaches the 8259 only", new BootFaults { TimerPin = -1 }),
        new("extint-unknown", "the same, and the firmware left no pin in ExtINT mode", new BootFaults { TimerPin = -1, ExtIntPin = -1 }),
        new("lint0-extint-only", "the same, and LINT0 is dead in fixed mode",
            new BootFaults { TimerPin = -1, ExtIntPin = -1, Lint0FixedIsDead = true }),
        new("8259-cut-off", "the timer reaches the 8259 only, whose output leads nowhere",
            new BootFaults { TimerPin = -1, PicPin = -1, PicReachesLint0 = false }),
        new("timer-dead", "the 8254 does not count", new BootFaults { TimerIsDead = true }),
        new("delay-takes-no-time", "a paravirtual delay passes no real time", new BootFaults { DelayTakesNoTime = true }),
        new("no-timer-check", "the same, with no_timer_check", new BootFaults { DelayTakesNoTime = true, NoTimerCheck = true }),
    ];

    private static Madt Without(Madt table) => table with { Entries = [.. table.Entries.Where(e => e is not MadtSourceOverride)] };

    private static Madt LevelOverride()
    {
        Madt table = Without(Madt.Usual(1));
        return table with { Entries = [.. table.Entries, new MadtSourceOverride(0, 0, 2, 0xf)] };
    }
}
