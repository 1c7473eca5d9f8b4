namespace Tickstorm.Kernel.Designs;

/// <summary>Properties of a design that are right each by itself and do not go together, or of which one would do nothing.</summary>
internal static class DesignRules
{
    /// <summary>Each conflict with the property to change.</summary>
    public static IEnumerable<(string Property, string Message)> Of(Design d) =>
        [.. Line(d), .. Broadcast(d), .. Periodic(d), .. Others(d)];

    private static IEnumerable<(string, string)> Line(Design d)
    {
        bool line = d.Boot != BootPlan.NoLine;
        if (line && d.Flow == FlowKind.None) yield return ("flow", "is none, and the design has a line; it needs a flow handler, or boot: no-line");
        if (line && d.Chip == ChipKind.None) yield return ("chip", "is none, and the design has a line; it needs a chip, or boot: no-line");
        if (!line && d.Flow != FlowKind.None)
            yield return ("flow", $"is {d.Flow.Name()}, and boot: no-line means that there is no line; it needs another boot, as in as-is");
        if (!line && d.Chip != ChipKind.None)
            yield return ("chip", $"is {d.Chip.Name()}, and boot: no-line means that there is no line; it needs another boot, as in as-is");
        if (!line && d.Entry != TickEntry.LocalTimer)
            yield return ("entry", "leads to a line, and boot: no-line means that there is none; it must be local-timer");
        if (d.Flow is FlowKind.PerCpu or FlowKind.PerCpuDevId && d.Chip == ChipKind.Lapic)
            yield return ("chip", "is lapic; the per-CPU flow handlers are modelled with io-apic, local and xt-pic");
    }

    private static IEnumerable<(string, string)> Broadcast(Design d)
    {
        if (d.Source != TickSource.Broadcast) yield break;
        if (d.Boot == BootPlan.NoLine) yield return ("boot", "is no-line; the broadcast device interrupts through a line, as in boot: as-is");
        if (d.Chip is not (ChipKind.IoApic or ChipKind.None)) yield return ("chip", "must be io-apic: the broadcast device is on one of its pins");
        if (d.Flow is FlowKind.PerCpu or FlowKind.PerCpuDevId)
            yield return ("flow", "is of one CPU alone; the broadcast device's line needs one that takes the line's lock, as in edge");
        if (d.Entry != TickEntry.LocalTimer) yield return ("entry", "must be local-timer: that is where the broadcast IPI arrives");
        if (d.OneShot) yield return ("oneShot", "must be false: the broadcast device is periodic");
        if (d.TakesXtimeLock) yield return ("takesXtimeLock", "must be false under source: broadcast");
    }

    private static IEnumerable<(string, string)> Periodic(Design d)
    {
        if (!d.OneShot && d.PeriodicOnlyBecause is null) yield return ("oneShot", "is false; say why with periodicOnlyBecause");
        if (d.OneShot && d.PeriodicOnlyBecause is not null) yield return ("periodicOnlyBecause", "is given, and oneShot is true");
        if (!d.OneShot && d.ExitsToArm > 0) yield return ("exitsToArm", "would do nothing: a periodic tick is not armed again");
        if (!d.OneShot && d.CallsToArm > 0) yield return ("callsToArm", "would do nothing: a periodic tick is not armed again");
        if (d.TakesXtimeLock && d.OneShot) yield return ("takesXtimeLock", "is true; that is modelled of periodic ticks, with oneShot: false");
    }

    private static IEnumerable<(string, string)> Others(Design d)
    {
        if (d.TakesXtimeLock && d.Boot != BootPlan.NoLine) yield return ("takesXtimeLock", "is true; that is modelled of entries of their own, with boot: no-line");
        if (d.RunsAtAlarmRate && d.Source != TickSource.Alarm) yield return ("runsAtAlarmRate", "is true; it needs source: alarm");
        if (d.IsAskedOfEveryKernel && d.Versions is null) yield return ("isAskedOfEveryKernel", "would do nothing: every kernel has it");
    }
}
