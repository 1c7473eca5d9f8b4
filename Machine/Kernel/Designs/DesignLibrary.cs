using Tickstorm.Scenarios;
using Tickstorm.Scenarios.Yaml;

namespace Tickstorm.Kernel.Designs;

/// <summary>The designs by name.</summary>
public static class DesignLibrary
{
    private static readonly Claim s_own = new("C1", true, "touches only its own file and the generic timer core");
    private static readonly Claim s_noPointer = new("C2", true, "global_clock_event is not used");
    private static readonly Claim s_notApicEntry = new("C3", true, "the vector's gate is not apic_timer_interrupt");
    private static readonly Claim s_noStub = new("C4", true, "the gate is an existing stub");
    private static readonly Claim s_sameAbi = new("C8", true, "no new hypercall, MADT unchanged");
    private static readonly Claim s_oneKernel = new("C9", true, "chosen at run time");
    private static readonly Claim[] s_allKept = [s_own, s_noPointer, s_notApicEntry, s_noStub, s_sameAbi, s_oneKernel];

    private static readonly VersionRange s_vmiTime =
        VersionRange.Of(SwitchTable.VmiTimer, file => file == "vmitime.c", "vmitime.c was in 2.6.21 only");
    private static readonly VersionRange s_vmiClock =
        VersionRange.Of(SwitchTable.VmiTimer, file => file == "vmiclock.c", "vmiclock.c was in 2.6.22 to 2.6.36");
    private static readonly VersionRange s_vmi =
        VersionRange.Of(SwitchTable.VmiTimer, file => file != "none", "it is for guests with VMI, which was in 2.6.21 to 2.6.36");

    /// <summary>All designs, without chip variants.</summary>
    public static IReadOnlyList<Design> All { get; } =
    [
        new()
        {
            Name = "native-lapic",
            Description = "The local APIC's own timer vector and handler.",
            Claims = With(new Claim("C3", true, "it is the native owner of that path")),
        },
        new()
        {
            Name = "emulated-lapic",
            Description = "The same, with every register access trapped and emulated.",
            ExitsToArm = 1, ExitsToDeliver = 1, ExitsToEoi = 1, ExitsToSend = 2, ExitsToHalt = 1,
            Claims = With(new Claim("C3", true, "it is the native owner of that path")),
        },
        new()
        {
            Name = "vmi-own-vector",
            Approach = "a vector and an assembly entry of its own, as the code stood (vmitime.c)",
            Description = "VMI timer version A: own vector and assembly stub, alarms counted under the xtime lock (vmitime.c, 2.6.21).",
            Source = TickSource.Alarm, TakesXtimeLock = true, RunsAtAlarmRate = true, CountsAvailableTime = true,
            ExitsToDeliver = 1, CallsToEoi = 1,
            OneShot = false, PeriodicOnlyBecause = "its alarm is periodic and its accounting does not use clock events",
            Versions = s_vmiTime, IsAskedOfEveryKernel = true,
            Claims = With(new Claim("C4", false, "it brings an assembly entry of its own")),
        },
        new()
        {
            Name = "vmi-global-clock-event",
            Approach = "global_clock_event overridden, with the APIC handlers",
            Description =
                "VMI timer version B: global_clock_event overridden, the APIC handlers reused. Reconstructed: its source was never " +
                "published.",
            IsReconstruction = true,
            Source = TickSource.Alarm, ExitsToDeliver = 1, CallsToArm = 1, CallsToEoi = 1,
            Versions = s_vmi, IsAskedOfEveryKernel = true,
            Claims = With(
                new Claim("C1", false, "calls into the APIC timer's functions"),
                new Claim("C2", false, "overrides global_clock_event, which APIC calibration dereferences"),
                new Claim("C3", false, "reuses the entry of smp_apic_timer_interrupt")),
        },
        new()
        {
            Name = "vmi-percpu",
            Approach = "IRQ0 with handle_percpu_irq, as it was merged later (vmiclock.c)",
            Description =
                "VMI timer version C: IRQ0 with handle_percpu_irq and a chip of its own, installed after the IO-APIC take-over " +
                "(vmiclock.c, merged).",
            Source = TickSource.Alarm, Entry = TickEntry.VmiTimer, Chip = ChipKind.Local, Flow = FlowKind.PerCpu,
            Boot = BootPlan.AfterTakeOver,
            ExitsToDeliver = 1, CallsToArm = 1, CallsToEoi = 1, IsSeenByNmiWatchdog = false,
            Versions = s_vmiClock, IsAskedOfEveryKernel = true,
            Claims = s_allKept,
        },
        Irq0("irq0-simple", FlowKind.Simple, "handle_simple_irq"),
        Irq0("irq0-level", FlowKind.Level, "handle_level_irq"),
        Irq0("irq0-fasteoi", FlowKind.FastEoi, "handle_fasteoi_irq"),
        Irq0("irq0-edge", FlowKind.Edge, "handle_edge_irq"),
        Irq0("irq0-edge-eoi", FlowKind.EdgeEoi, "handle_edge_eoi_irq") with
        {
            Versions = VersionRange.Of(
                SwitchTable.EdgeEoiExists, has => has, "handle_edge_eoi_irq was in 2.6.39 to 6.15, and built for powerpc alone"),
        },
        Irq0("irq0-do-irq", FlowKind.DoIrq, "__do_IRQ") with
        {
            Versions = VersionRange.Of(SwitchTable.DoIrqExists, has => has, "__do_IRQ was removed in 2.6.38"),
        },
        new()
        {
            Name = "irq0-percpu-io-apic-chip",
            Approach = "IRQ0 with handle_percpu_irq, with the IO-APIC's chip left in place",
            Description = "IRQ0 with handle_percpu_irq on the IO-APIC's chip: two EOIs and the level quirk for each tick.",
            Entry = TickEntry.Irq0, Chip = ChipKind.IoApic, Flow = FlowKind.PerCpu,
            Boot = BootPlan.AfterTakeOver,
            Versions = s_vmi, IsAskedOfEveryKernel = true,
            Claims = s_allKept,
        },
        new()
        {
            Name = "irq0-percpu-taken-over",
            Approach = "IRQ0 with handle_percpu_irq, which the IO-APIC steals because of the MADT",
            Description = "IRQ0 with handle_percpu_irq, installed before the MADT makes the IO-APIC take IRQ0 over.",
            Entry = TickEntry.Irq0, Chip = ChipKind.Local, Flow = FlowKind.PerCpu, Boot = BootPlan.BeforeTakeOver,
            Versions = s_vmi, IsAskedOfEveryKernel = true,
            Claims = s_allKept,
        },
        new()
        {
            Name = "irq0-percpu-reserved",
            Approach = "the proposal: IRQ0 with handle_percpu_irq, and its vector reserved early",
            Description =
                "IRQ0 with handle_percpu_irq and its vector reserved early, so that the take-over passes it by; with a chip of its own, " +
                "as no existing one fits.",
            Entry = TickEntry.Irq0, Chip = ChipKind.Local, Flow = FlowKind.PerCpu, Boot = BootPlan.Reserved,
            Versions = s_vmi, IsAskedOfEveryKernel = true,
            Claims = s_allKept,
        },
        new()
        {
            Name = "pit-broadcast",
            Description = "The PIT's IRQ0 on one CPU, spread to the others by IPIs under tick_broadcast_lock.",
            Source = TickSource.Broadcast, Device = BroadcastDevice.Pit, Chip = ChipKind.IoApic, Flow = FlowKind.Edge, Boot = BootPlan.AsIs,
            OneShot = false, PeriodicOnlyBecause = "the PIT is programmed as a rate generator and its broadcast is periodic",
            Claims = With(new Claim("C3", true, "the broadcast IPI is the native owner's")),
        },
        new()
        {
            Name = "hpet-broadcast",
            Description = "The HPET's timer 0 in the PIT's place, spread to the other CPUs by IPIs under tick_broadcast_lock.",
            Source = TickSource.Broadcast, Device = BroadcastDevice.Hpet, Chip = ChipKind.IoApic, Flow = FlowKind.Edge,
            Boot = BootPlan.AsIs,
            OneShot = false, PeriodicOnlyBecause = "timer 0 is programmed to be periodic, and so is its broadcast",
            Claims = With(new Claim("C3", true, "the broadcast IPI is the native owner's")),
        },
        .. VirtualTimers.All(With(new Claim("C3", true, "it is the native owner of that path")), s_allKept),
    ];

    /// <summary>The design of a name, with its chip variant as in irq0-edge@local; null when there is none.</summary>
    public static Design? Find(string nameWithVariant)
    {
        ArgumentNullException.ThrowIfNull(nameWithVariant);
        string[] parts = nameWithVariant.Split('@');
        Design? design = All.FirstOrDefault(d => d.Name == parts[0]);
        if (design is null || parts.Length == 1) return design;
        if (parts.Length > 2 || VariantsOf(design).FirstOrDefault(chip => chip.Name() == parts[1]) is not (not ChipKind.None and var chip))
            return null;
        if (chip == design.Chip) return design;
        // Kernels give the lines of an 8259 to handle_level_irq.
        bool isLevel = design.Source == TickSource.Broadcast && chip == ChipKind.XtPic;
        return design with { Name = nameWithVariant, Chip = chip, Flow = isLevel ? FlowKind.Level : design.Flow };
    }

    /// <summary>The design of a name in a scenario: one of its own, or a built-in one; null when there is none.</summary>
    /// <exception cref="ArgumentException">The scenario's own design is not well-formed: it was not checked when it was read.</exception>
    public static Design? Find(Scenario scenario, string name)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        if (scenario.OwnDesign(name) is not { } own) return Find(name);
        (Design design, List<(string, string Message)> problems) = OwnDesigns.Build(own);
        return problems.Count == 0 ? design : throw new ArgumentException(problems[0].Message, nameof(scenario));
    }

    /// <summary>What is wrong with a design's name and what would be right; null when nothing is.</summary>
    /// <param name="name">The name, with its variant if it has one.</param>
    /// <param name="scenario">The scenario whose own designs may be named as well.</param>
    public static string? Problem(string name, Scenario? scenario = null)
    {
        if (Find(name) is not null || scenario?.OwnDesign(name) is not null) return null;
        string baseName = name.Split('@')[0];
        if (Find(baseName) is { } design)
        {
            return VariantsOf(design) is { Count: > 0 } chips
                ? $"there is no design \"{name}\"; {baseName} has the variants {string.Join(", ", chips.Select(chip => "@" + chip.Name()))}"
                : $"there is no design \"{name}\"; {baseName} has no variants";
        }

        string[] names = [.. scenario?.OwnDesigns.Select(own => own.Name) ?? [], .. All.Select(d => d.Name)];
        return $"there is no design \"{name}\"{NearestWord.Hint(baseName, names)} (designs: {string.Join(", ", names)})";
    }

    /// <summary>The chips that a design exists with, its own first; none when it has no variants.</summary>
    public static IReadOnlyList<ChipKind> VariantsOf(Design design) => design switch
    {
        { Boot: BootPlan.AsIs, Source: TickSource.LocalTimer, Flow: FlowKind.FastEoi } =>
            [ChipKind.IoApic, ChipKind.Local, ChipKind.XtPic, ChipKind.Lapic],
        { Boot: BootPlan.AsIs, Source: TickSource.LocalTimer } => [ChipKind.IoApic, ChipKind.Local, ChipKind.XtPic],
        { Boot: BootPlan.BeforeTakeOver or BootPlan.Reserved } => [ChipKind.Local, ChipKind.IoApic, ChipKind.XtPic],
        { Source: TickSource.Broadcast } => [ChipKind.IoApic, ChipKind.XtPic],
        _ => [],
    };

    private static Design Irq0(string name, FlowKind flow, string function) => new()
    {
        Name = name,
        Approach = "IRQ0 with an existing handler, which locks out the timers of other CPUs",
        Description = $"Every local timer raises IRQ0, with {function}.",
        Entry = TickEntry.Irq0,
        Chip = ChipKind.IoApic,
        Flow = flow,
        Boot = BootPlan.AsIs,
        Claims = s_allKept,
    };

    private static Claim[] With(params Claim[] exceptions) =>
        [.. s_allKept.Select(claim => exceptions.FirstOrDefault(e => e.Id == claim.Id) ?? claim)];
}
