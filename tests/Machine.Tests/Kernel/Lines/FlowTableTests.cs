using Tickstorm.Kernel;
using Tickstorm.Scenarios;
using Tickstorm.Tracing;

namespace Tickstorm.Tests.Kernel.Lines;

/// <summary>The flow table against the transcription, row by row.</summary>
public class FlowTableTests
{
    public static TheoryData<FlowKind, string, string, string> Arrivals() => Data(FlowRows.Arrivals);

    public static TheoryData<FlowKind, string, string, string> Ends() => Data(FlowRows.Ends);

    [Theory]
    [MemberData(nameof(Arrivals))]
    public void An_arrival_does(FlowKind flow, string kernel, string state, string actions) =>
        Assert.Equal(actions, Describe(flow, StateOf(state), FlowTable.Arrive(flow, On(kernel), StateOf(state))));

    [Theory]
    [MemberData(nameof(Ends))]
    public void The_end_of_a_run_does(FlowKind flow, string kernel, string state, string actions) =>
        Assert.Equal(actions, Describe(flow, StateOf(state), FlowTable.Finish(flow, On(kernel), StateOf(state))));

    [Fact]
    public void The_transcription_covers_every_flow_kernel_and_state()
    {
        HashSet<(FlowKind Flow, string Kernel, string State)> listed = FlowRows.Parse(FlowRows.Arrivals).Select(
            r => (r.Flow, r.Kernel, r.State)).ToHashSet();
        foreach (
            FlowKind flow in (FlowKind[])[FlowKind.Simple, FlowKind.Level, FlowKind.FastEoi, FlowKind.Edge, FlowKind.EdgeEoi,
            FlowKind.DoIrq])
        {
            foreach (string kernel in FlowRows.Kernels)
            {
                foreach (string state in (string[])["idle", "IP", "DI", "NA"]) Assert.Contains((flow, kernel, state), listed);
            }
        }
    }

    [Theory]
    [InlineData(LineFlags.InProgress)]
    [InlineData(LineFlags.InProgress | LineFlags.Pending | LineFlags.Masked)]
    [InlineData(LineFlags.InProgress | LineFlags.Disabled)]
    public void Only_a_new_single_target_of_6_17_waits_and_only_for_an_edge_in_progress(LineFlags state)
    {
        foreach (string kernel in FlowRows.Kernels)
        {
            FlowVerdict edge = FlowTable.Arrive(FlowKind.Edge, On(kernel), state, newSingleTarget: true).Verdict;
            Assert.Equal(kernel == "6.17" ? FlowVerdict.Wait : FlowVerdict.Drop, edge);
            Assert.Equal(FlowVerdict.Drop, FlowTable.Arrive(FlowKind.FastEoi, On(kernel), state, newSingleTarget: true).Verdict);
        }

        Assert.Equal(FlowVerdict.Run, FlowTable.Arrive(FlowKind.Edge, On("6.17"), LineFlags.None, newSingleTarget: true).Verdict);
    }

    [Theory]
    [InlineData(LineFlags.InProgress, DropReason.LineInProgress)]
    [InlineData(LineFlags.InProgress | LineFlags.Disabled, DropReason.LineInProgress)]
    [InlineData(LineFlags.Disabled, DropReason.LineDisabled)]
    [InlineData(LineFlags.Disabled | LineFlags.NoAction, DropReason.LineDisabled)]
    [InlineData(LineFlags.NoAction, DropReason.NoAction)]
    public void A_drop_has_the_reason_that_the_handler_meets_first(LineFlags state, DropReason reason) =>
        Assert.Equal(reason, FlowTable.Arrive(FlowKind.FastEoi, On("2.6.24"), state).Reason);

    [Theory]
    [InlineData(FlowKind.PerCpu)]
    [InlineData(FlowKind.PerCpuDevId)]
    [InlineData(FlowKind.None)]
    public void Handlers_without_a_lock_have_no_row(FlowKind flow) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => FlowTable.Arrive(flow, On("2.6.24"), LineFlags.None));

    private static TheoryData<FlowKind, string, string, string> Data(string rows)
    {
        TheoryData<FlowKind, string, string, string> data = new();
        foreach ((FlowKind flow, string kernel, string state, string actions) in FlowRows.Parse(rows))
            data.Add(flow, kernel, state, actions);
        return data;
    }

    private static KernelSwitches On(string kernel) => new(KernelVersion.Parse(kernel));

    private static LineFlags StateOf(string state)
    {
        LineFlags flags = LineFlags.None;
        foreach (string flag in state.Split(','))
        {
            flags |= flag switch
            {
                "idle" => LineFlags.None,
                "IP" => LineFlags.InProgress,
                "PE" => LineFlags.Pending,
                "MA" => LineFlags.Masked,
                "DI" => LineFlags.Disabled,
                "NA" => LineFlags.NoAction,
                _ => throw new ArgumentOutOfRangeException(nameof(state), state, "no such flag"),
            };
        }

        return flags;
    }

    // In the words and the order of the transcription.
    private static string Describe(FlowKind flow, LineFlags state, FlowStep step)
    {
        List<string> words = new() { step.Verdict.ToString().ToLowerInvariant() };
        void Op(ChipOps op, string word)
        {
            if (step.Ops.HasFlag(op)) words.Add(word);
        }

        Op(ChipOps.Mask, "mask");
        Op(ChipOps.Ack, "ack");
        Op(ChipOps.Unmask, "unmask");
        Op(ChipOps.Eoi, "eoi");
        Op(ChipOps.End, "end");
        if (step.Counted) words.Add("kstat");
        bool listsMasked = flow == FlowKind.Edge;
        if (step.Set.HasFlag(LineFlags.InProgress)) words.Add("+IP");
        if (step.Set.HasFlag(LineFlags.Pending)) words.Add("+PE");
        if (listsMasked && step.Set.HasFlag(LineFlags.Masked)) words.Add("+MA");
        if (step.Clear.HasFlag(LineFlags.InProgress)) words.Add("-IP");
        if (step.Clear.HasFlag(LineFlags.Pending)) words.Add("-PE");
        if (listsMasked && (step.Clear & state).HasFlag(LineFlags.Masked)) words.Add("-MA");
        Assert.Equal(LineFlags.None, step.Set & step.Clear);
        Assert.True(step.Verdict != FlowVerdict.Again || state.HasFlag(LineFlags.Pending), "only what is pending runs again");
        return string.Join(' ', words);
    }
}
