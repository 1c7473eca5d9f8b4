using Tickstorm.Scenarios;

namespace Tickstorm.Kernel.Designs;

/// <summary>Properties of a design that are right each by itself and do not go together, or of which one would do nothing.</summary>
internal static class DesignRules
{
    private const string NeedsLine = "and boot: no-line means that there is no line; it needs another boot, as in as-is";

    /// <summary>Each conflict with the property to change.</summary>
    public static IEnumerable<(string Property, string Message)> Of(Design d) =>
        Line(d).Concat(Broadcast(d)).Concat(Others(d)).Where(rule => rule.IsBroken).Select(rule => (rule.Property, rule.Message));

    private static IEnumerable<(bool IsBroken, string Property, string Message)> Line(Design d)
    {
        bool line = d.Boot != BootPlan.NoLine, perCpu = d.Flow is FlowKind.PerCpu or FlowKind.PerCpuDevId;
        yield return (line && d.Flow == FlowKind.None, "flow", "is none, and the design has a line; it needs one, or boot: no-line");
        yield return (line && d.Chip == ChipKind.None, "chip", "is none, and the design has a line; it needs one, or boot: no-line");
        yield return (!line && d.Flow != FlowKind.None, "flow", $"is {d.Flow.Name()}, {NeedsLine}");
        yield return (!line && d.Chip != ChipKind.None, "chip", $"is {d.Chip.Name()}, {NeedsLine}");
        bool upcall = d.Entry is TickEntry.XenUpcall or TickEntry.HypervTimer;
        yield return (line && upcall, "entry", "leads to no line; it needs boot: no-line");
        yield return (!line && d.Entry is (TickEntry.Irq0 or TickEntry.VmiTimer), "entry", $"leads to a line, {NeedsLine}");
        yield return (perCpu && d.Chip == ChipKind.Lapic, "chip",
            "is lapic; the per-CPU flow handlers are modelled with io-apic, local and xt-pic");
    }

    private static IEnumerable<(bool IsBroken, string Property, string Message)> Broadcast(Design d)
    {
        if (d.Source != TickSource.Broadcast)
        {
            yield return (d.Device != BroadcastDevice.None, "device", "is given; it needs source: broadcast");
            yield break;
        }

        yield return (d.Device == BroadcastDevice.None, "device", "is none; the broadcast needs one, as in pit");
        yield return (d.Boot == BootPlan.NoLine, "boot", "is no-line; the broadcast device interrupts through a line, as in boot: as-is");
        yield return (d.Chip is not (ChipKind.IoApic or ChipKind.XtPic or ChipKind.None), "chip",
            "must be io-apic or xt-pic: the device is on one of their pins");
        yield return (d.Flow is FlowKind.PerCpu or FlowKind.PerCpuDevId, "flow",
            "is of one CPU alone; the broadcast device's line needs one that takes the line's lock, as in edge");
        yield return (d.Entry != TickEntry.LocalTimer, "entry", "must be local-timer: that is where the broadcast IPI arrives");
        yield return (d.OneShot, "oneShot", "must be false: the broadcast device is periodic");
        yield return (d.TakesXtimeLock, "takesXtimeLock", "must be false under source: broadcast");
    }

    private static IEnumerable<(bool IsBroken, string Property, string Message)> Others(Design d)
    {
        yield return (!d.OneShot && d.PeriodicOnlyBecause is null, "oneShot", "is false; say why with periodicOnlyBecause");
        yield return (d.OneShot && d.PeriodicOnlyBecause is not null, "periodicOnlyBecause", "is given, and oneShot is true");
        yield return (!d.OneShot && d.ExitsToArm > 0, "exitsToArm", "would do nothing: a periodic tick is not armed again");
        yield return (!d.OneShot && d.CallsToArm > 0, "callsToArm", "would do nothing: a periodic tick is not armed again");
        yield return (d.TakesXtimeLock && d.OneShot, "takesXtimeLock", "is true; that is modelled of periodic ticks, with oneShot: false");
        yield return (d.TakesXtimeLock && d.Boot != BootPlan.NoLine, "takesXtimeLock",
            "is true; that is modelled of entries of their own, with boot: no-line");
        yield return (d.RunsAtAlarmRate && d.Source != TickSource.Alarm, "runsAtAlarmRate", "is true; it needs source: alarm");
        bool armed = d.Timer != TimerDevice.Count;
        yield return (armed && (d.Source != TickSource.LocalTimer || d.Boot != BootPlan.NoLine || !d.OneShot), "timer",
            $"is {d.Timer.Name()}; that goes with source: local-timer, boot: no-line and oneShot: true");
        yield return (d.SkipsEoi && d.ExitsToEoi == 0, "skipsEoi", "would do nothing: no EOI exits");
        yield return (d.HasVirtualApic && d.ExitsToEoi > 0, "hasVirtualApic", "is true; EOIs do not exit then, with exitsToEoi: 0");
        yield return (d.Expiry == ExpiryPath.Posted && !d.HasVirtualApic, "expiry", "is posted; that needs hasVirtualApic: true");
        yield return (d.Expiry != ExpiryPath.Interrupt && d.ExitsToDeliver == 0, "expiry", "would do nothing: no delivery exits");
        yield return (d.HasLightExits && !d.IsVirtual, "hasLightExits", "would do nothing: nothing exits");
        yield return (d.HasOwnIrq && d.Boot != BootPlan.NoLine, "hasOwnIrq", "is true; the line of all CPUs does not go with it");
        yield return (d.IsAskedOfEveryKernel && d.Versions is null, "isAskedOfEveryKernel", "would do nothing: every kernel has it");
    }
}
