using Tickstorm.Scenarios;
using Tickstorm.Tracing;

namespace Tickstorm.Kernel;

/// <summary>
/// The flow handlers as a table: state and event to actions. Each row is one row of kernel/irq/chip.c or handle.c, with its era.
/// </summary>
public static class FlowTable
{
    /// <summary>An arrival acquires desc->lock.</summary>
    /// <param name="flow">The flow handler.</param>
    /// <param name="era">The kernel.</param>
    /// <param name="state">The descriptor's flags.</param>
    /// <param name="newSingleTarget">True when this CPU is the line's single, new target (6.17, irq_can_handle_pm and the busy wait of
    /// handle_edge_irq).</param>
    public static FlowStep Arrive(FlowKind flow, KernelEra era, LineFlags state, bool newSingleTarget = false)
    {
        bool inProgress = state.HasFlag(LineFlags.InProgress);
        bool unable = state.HasFlag(LineFlags.Disabled) || state.HasFlag(LineFlags.NoAction);
        DropReason reason = inProgress
            ? DropReason.LineInProgress
            : state.HasFlag(LineFlags.Disabled)
            ? DropReason.LineDisabled
            : DropReason.NoAction;
        bool modern = era == KernelEra.Linux617;
        bool oldest = era == KernelEra.Linux2621;
        // "PENDING when disabled" and "kstat when disabled" change between eras for simple and level.
        LineFlags pendingWhenUnable = oldest || modern ? LineFlags.Pending : LineFlags.None;

        return (flow, inProgress, unable) switch
        {
            (FlowKind.Simple, true, _) => FlowStep.Drop(reason),
            (FlowKind.Simple, _, true) => FlowStep.Drop(reason, oldest ? ChipOps.Mask : ChipOps.None, pendingWhenUnable, counted: !modern),
            (FlowKind.Simple, _, _) => FlowStep.Run(ChipOps.None, clear: oldest || modern ? LineFlags.Pending : LineFlags.None),

            (FlowKind.Level, true, _) => FlowStep.Drop(reason, ChipOps.MaskAck, LineFlags.Masked),
            (FlowKind.Level, _, true) => FlowStep.Drop(reason, ChipOps.MaskAck, LineFlags.Masked | pendingWhenUnable, counted: !modern),
            (FlowKind.Level, _, _) =>
                FlowStep.Run(ChipOps.MaskAck, set: LineFlags.Masked, clear: oldest ? LineFlags.Pending : LineFlags.None),

            (FlowKind.FastEoi, true, _) => FlowStep.Drop(reason, ChipOps.Eoi),
            (FlowKind.FastEoi, _, true) =>
                FlowStep.Drop(reason, ChipOps.Mask | ChipOps.Eoi, LineFlags.Pending | LineFlags.Masked, counted: !modern),
            (FlowKind.FastEoi, _, _) => FlowStep.Run(ChipOps.None, clear: LineFlags.Pending),

            (FlowKind.Edge, true, _) when modern && newSingleTarget => FlowStep.Wait,
            (FlowKind.Edge, true, _) or (FlowKind.Edge, _, true) =>
                FlowStep.Drop(reason, ChipOps.MaskAck, LineFlags.Pending | LineFlags.Masked),
            (FlowKind.Edge, _, _) => FlowStep.Run(ChipOps.Ack, clear: LineFlags.Pending),

            (FlowKind.EdgeEoi, true, _) or (FlowKind.EdgeEoi, _, true) => FlowStep.Drop(reason, ChipOps.Eoi, LineFlags.Pending),
            (FlowKind.EdgeEoi, _, _) => FlowStep.Run(ChipOps.None, clear: LineFlags.Pending),

            // __do_IRQ counts before it tests, and sets PENDING first of all.
            (FlowKind.DoIrq, true, _) or (FlowKind.DoIrq, _, true) =>
                FlowStep.Drop(reason, ChipOps.Ack | ChipOps.End, LineFlags.Pending, counted: true),
            (FlowKind.DoIrq, _, _) => FlowStep.Run(ChipOps.Ack, clear: LineFlags.Pending),

            _ => throw new ArgumentOutOfRangeException(nameof(flow), flow, "this flow handler takes no lock"),
        };
    }

    /// <summary>The CPU in the handler acquires desc->lock again after its run.</summary>
    public static FlowStep Finish(FlowKind flow, KernelEra era, LineFlags state)
    {
        bool disabled = state.HasFlag(LineFlags.Disabled);
        bool again = state.HasFlag(LineFlags.Pending) && !disabled;
        bool noAction = state.HasFlag(LineFlags.NoAction);
        return flow switch
        {
            FlowKind.Simple => FlowStep.Done(ChipOps.None),
            FlowKind.Level => disabled ? FlowStep.Done(ChipOps.None) : FlowStep.Done(ChipOps.Unmask, LineFlags.Masked),
            FlowKind.FastEoi => FlowStep.Done(ChipOps.Eoi),
            // The action is gone while PENDING: the line is masked, and up to 2.6.24 INPROGRESS stays set.
            FlowKind.Edge when again && noAction =>
                new FlowStep(
                    FlowVerdict.Done, ChipOps.Mask, LineFlags.Masked, era >= KernelEra.Linux2639 ? LineFlags.InProgress : LineFlags.None,
                    false, DropReason.None),
            FlowKind.Edge when again =>
                FlowStep.Again(state.HasFlag(LineFlags.Masked) ? ChipOps.Unmask : ChipOps.None, LineFlags.Pending | LineFlags.Masked),
            FlowKind.EdgeEoi when again => FlowStep.Again(ChipOps.None, LineFlags.Pending),
            FlowKind.EdgeEoi => FlowStep.Done(ChipOps.Eoi),
            FlowKind.DoIrq when state.HasFlag(LineFlags.Pending) => FlowStep.Again(ChipOps.None, LineFlags.Pending),
            FlowKind.DoIrq => FlowStep.Done(ChipOps.End),
            FlowKind.Edge => FlowStep.Done(ChipOps.None),
            _ => throw new ArgumentOutOfRangeException(nameof(flow), flow, "this flow handler takes no lock"),
        };
    }
}
