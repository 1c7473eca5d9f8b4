using Tickstorm.Tracing;

namespace Tickstorm.Kernel;

/// <summary>
/// The flow handlers as a table: state and event to actions. Each row is one row of kernel/irq/chip.c or handle.c; where kernels differ
/// it asks a switch.
/// </summary>
public static class FlowTable
{
    /// <summary>An arrival acquires desc->lock.</summary>
    /// <param name="flow">The flow handler.</param>
    /// <param name="kernel">The kernel.</param>
    /// <param name="state">The descriptor's flags.</param>
    /// <param name="newSingleTarget">True when this CPU is the line's single, new target (irq_can_handle_pm and the busy wait of
    /// handle_edge_irq).</param>
    public static FlowStep Arrive(FlowKind flow, KernelSwitches kernel, LineFlags state, bool newSingleTarget = false)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        bool inProgress = state.HasFlag(LineFlags.InProgress);
        bool unable = state.HasFlag(LineFlags.Disabled) || state.HasFlag(LineFlags.NoAction);
        DropReason reason = inProgress
            ? DropReason.LineInProgress
            : state.HasFlag(LineFlags.Disabled)
            ? DropReason.LineDisabled
            : DropReason.NoAction;
        bool counted = kernel.CountedWhenDisabled;

        return (flow, inProgress, unable) switch
        {
            (FlowKind.Simple, true, _) => FlowStep.Drop(reason),
            (FlowKind.Simple, _, true) => FlowStep.Drop(
                reason, kernel.SimpleMasksWhenDisabled ? ChipOps.Mask : ChipOps.None, Pending(kernel.PendingWhenDisabledSimple), counted),
            (FlowKind.Simple, _, _) =>
                FlowStep.Run(ChipOps.None, clear: Pending(kernel.SimpleMasksWhenDisabled || kernel.PendingClearedByEvent)),

            (FlowKind.Level, true, _) => FlowStep.Drop(reason, ChipOps.MaskAck, LineFlags.Masked),
            (FlowKind.Level, _, true) =>
                FlowStep.Drop(reason, ChipOps.MaskAck, LineFlags.Masked | Pending(kernel.PendingWhenDisabledLevel), counted),
            (FlowKind.Level, _, _) => FlowStep.Run(
                ChipOps.MaskAck, set: LineFlags.Masked, clear: Pending(kernel.LevelClearsPending || kernel.PendingClearedByEvent)),

            (FlowKind.FastEoi, true, _) =>
                FlowStep.Drop(reason, ChipOps.Eoi, Pending(state.HasFlag(LineFlags.ResendsInProgress))),
            (FlowKind.FastEoi, _, true) =>
                FlowStep.Drop(reason, ChipOps.Mask | ChipOps.Eoi, LineFlags.Pending | LineFlags.Masked, counted),
            (FlowKind.FastEoi, _, _) => FlowStep.Run(ChipOps.None, clear: LineFlags.Pending),

            (FlowKind.Edge, true, _) when kernel.EdgeBusyWait && newSingleTarget => FlowStep.Wait,
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
    public static FlowStep Finish(FlowKind flow, KernelSwitches kernel, LineFlags state)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        bool disabled = state.HasFlag(LineFlags.Disabled);
        bool masked = state.HasFlag(LineFlags.Masked);
        bool again = state.HasFlag(LineFlags.Pending) && !disabled;
        bool noAction = state.HasFlag(LineFlags.NoAction);
        return flow switch
        {
            FlowKind.Simple => FlowStep.Done(ChipOps.None),
            FlowKind.Level when disabled || kernel.LevelUnmaskTestsMasked && !masked => FlowStep.Done(ChipOps.None),
            FlowKind.Level => FlowStep.Done(ChipOps.Unmask, LineFlags.Masked),
            // check_irq_resend: the line's target gets it again.
            FlowKind.FastEoi when again && state.HasFlag(LineFlags.ResendsInProgress) =>
                FlowStep.Done(ChipOps.Eoi | ChipOps.Retrigger, LineFlags.Pending),
            FlowKind.FastEoi => FlowStep.Done(ChipOps.Eoi),
            // The action is gone while PENDING: the line is masked.
            FlowKind.Edge when again && noAction => new FlowStep(
                FlowVerdict.Done, ChipOps.Mask, LineFlags.Masked,
                kernel.InProgressLeftWithoutAction ? LineFlags.None : LineFlags.InProgress, false, DropReason.None),
            FlowKind.Edge when again =>
                FlowStep.Again(masked ? ChipOps.Unmask : ChipOps.None, LineFlags.Pending | LineFlags.Masked),
            // With the action gone it goes to out_eoi, and PENDING stays.
            FlowKind.EdgeEoi when again && !noAction => FlowStep.Again(ChipOps.None, LineFlags.Pending),
            FlowKind.EdgeEoi => FlowStep.Done(ChipOps.Eoi),
            FlowKind.DoIrq when state.HasFlag(LineFlags.Pending) => FlowStep.Again(ChipOps.None, LineFlags.Pending),
            FlowKind.DoIrq => FlowStep.Done(ChipOps.End),
            FlowKind.Edge => FlowStep.Done(ChipOps.None),
            _ => throw new ArgumentOutOfRangeException(nameof(flow), flow, "this flow handler takes no lock"),
        };
    }

    private static LineFlags Pending(bool changes) => changes ? LineFlags.Pending : LineFlags.None;
}
