namespace Tickstorm.Kernel;

// The flow handlers.
public static partial class SwitchTable
{
    /// <summary>handle_simple_irq of a line that cannot run.</summary>
    public static KernelSwitch<bool> PendingWhenDisabledSimple { get; } = Flag(
        "pendingWhenDisabledSimple", "simple remembers an arrival of a line that is disabled or has no action (PENDING)",
        Chip + "handle_simple_irq", true,
        new(Start, true, "76d2160147f"), new("2.6.24", false, "971e5b35fb0"), new("3.5", true, "d4dc0f90d243", "[K] the commit"));

    /// <summary>handle_simple_irq masks and clears PENDING.</summary>
    public static KernelSwitch<bool> SimpleMasksWhenDisabled { get; } = Flag(
        "simpleMasksWhenDisabled", "simple masks the chip then, and clears PENDING when it runs",
        Chip + "handle_simple_irq", true, new(Start, true, "76d2160147f"), new("2.6.24", false, "971e5b35fb0"));

    /// <summary>handle_level_irq of a line that cannot run.</summary>
    public static KernelSwitch<bool> PendingWhenDisabledLevel { get; } = Flag(
        "pendingWhenDisabledLevel", "level remembers an arrival of a line that is disabled or has no action (PENDING)",
        Chip + "handle_level_irq", true,
        new(Start, true), new("2.6.23", false, "496634217e5"), new("3.5", true, "d4dc0f90d243", "[K] the commit"));

    /// <summary>handle_level_irq clears PENDING by itself.</summary>
    public static KernelSwitch<bool> LevelClearsPending { get; } = Flag(
        "levelClearsPending", "level clears PENDING when it runs, before handle_irq_event does",
        Chip + "handle_level_irq", true, new(Start, true), new("2.6.23", false, "496634217e5"));

    /// <summary>handle_irq_event.</summary>
    public static KernelSwitch<bool> PendingClearedByEvent { get; } = Flag(
        "pendingClearedByEvent", "every flow handler clears PENDING when its handler starts, simple and level too",
        "kernel/irq/handle.c handle_irq_event", true, new(Start, false), new("2.6.39", true, "1277a5325ad"));

    /// <summary>handle_edge_irq whose action went while PENDING.</summary>
    public static KernelSwitch<bool> InProgressLeftWithoutAction { get; } = Flag(
        "inProgressLeftWithoutAction",
        "edge leaves INPROGRESS set for ever when the action goes while PENDING; later INPROGRESS is clear between passes",
        Chip + "handle_edge_irq", true, new(Start, true), new("2.6.39", false, "a60a5dc2db3"));

    /// <summary>kstat before the test.</summary>
    public static KernelSwitch<bool> CountedWhenDisabled { get; } = Flag(
        "countedWhenDisabled", "simple, level and fasteoi count an arrival in /proc/interrupts before they test whether the line can run",
        Chip + "handle_level_irq", true, new(Start, true), new("4.7", false, null, "[K] the version; 4.4 and 4.9 were read"));

    /// <summary>cond_unmask_irq.</summary>
    public static KernelSwitch<bool> LevelUnmaskTestsMasked { get; } = Flag(
        "levelUnmaskTestsMasked", "level unmasks at its end only if MASKED is set; before, whenever the line is not disabled",
        Chip + "cond_unmask_irq", true, new(Start, false), new("3.3", true, "ac5637611150", "[K] the commit"));

    /// <summary>mask_irq and its like keep the flag.</summary>
    public static KernelSwitch<bool> MaskSetsFlag { get; } = Flag(
        "maskSetsFlag",
        "mask_ack_irq, mask_irq and unmask_irq keep the flag MASKED; before, handle_edge_irq alone does, and nothing else reads it",
        Chip + "mask_ack_irq", false, new(Start, false), new("2.6.34", true, "0b1adaa031a"));

    /// <summary>mask_irq returns early.</summary>
    public static KernelSwitch<bool> MaskCached { get; } = Flag(
        "maskCached",
        "a masked chip is not masked again, an unmasked one not unmasked; a chip with mask_ack of its own (XT-PIC) is masked each time",
        Chip + "mask_irq, unmask_irq, mask_ack_irq", true, new(Start, false), new("4.13", true, "bf22ff45bed6"));

    /// <summary>chip->ack tested in handle_edge_irq.</summary>
    public static KernelSwitch<bool> EdgeTestsAck { get; } = Flag(
        "edgeTestsAck", "edge calls chip->ack only if there is one; else a chip without it (XT-PIC) crashes",
        Chip + "handle_edge_irq", true, new(Start, false), new("2.6.30", true, "efdc64f0c79"), new("2.6.37", false));

    /// <summary>irq_can_handle_pm.</summary>
    public static KernelSwitch<bool> EdgeBusyWait { get; } = Flag(
        "edgeBusyWait", "the new single target of an edge line spins until INPROGRESS is clear, and then runs",
        Chip + "irq_can_handle_pm", true,
        new(Start, false), new("6.17", true, "8d39d6ec4db5", "[K] the version; 6.13.7 and 6.17 were read"));

    /// <summary>local_irq_enable_in_hardirq.</summary>
    public static KernelSwitch<bool> IrqsOnInHandlers { get; } = Flag(
        "irqsOnInHandlers", "a handler without IRQF_DISABLED runs with interrupts on",
        "kernel/irq/handle.c handle_IRQ_event", true, new(Start, true), new("2.6.35", false, "e58aa3d2d0c"));

    /// <summary>__do_IRQ.</summary>
    public static KernelSwitch<bool> DoIrqExists { get; } = Flag(
        "doIrqExists", "__do_IRQ is in the source (i386 has not used it since 2.6.19)",
        "kernel/irq/handle.c __do_IRQ", true, new(Start, true), new("2.6.38", false, "1c77ff22f53"));

    /// <summary>handle_edge_eoi_irq.</summary>
    public static KernelSwitch<bool> EdgeEoiExists { get; } = Flag(
        "edgeEoiExists", "handle_edge_eoi_irq is in the source (built for powerpc, never for x86)",
        Chip + "handle_edge_eoi_irq", true,
        new(Start, false), new("2.6.39", true, "0521c8fbb3d"), new("6.16", false, null, "[K] the version; 6.13.7 and 6.17 were read"));

    private static IEnumerable<KernelSwitch> Flows() =>
    [
        PendingWhenDisabledSimple, SimpleMasksWhenDisabled, PendingWhenDisabledLevel, LevelClearsPending, PendingClearedByEvent,
        InProgressLeftWithoutAction, CountedWhenDisabled, LevelUnmaskTestsMasked, MaskSetsFlag, MaskCached, EdgeTestsAck, EdgeBusyWait,
        IrqsOnInHandlers, DoIrqExists, EdgeEoiExists,
    ];
}
