using Tickstorm.Traces.Analysis;
using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Tests.Analysis;

public sealed class SimulatedAnalysisTests
{
    [Fact]
    public void An_edge_collision_drops_all_but_the_winner_and_silences_them()
    {
        AnalysisResult result = Analyse(Streams.EdgeCollision(4, 3));

        Assert.Equal(new Ledger(Raised: 6, Handled: 3, Late: 0, Coalesced: 0, Dropped: 3, Masked: 0, Pending: 0), result.Totals);
        Assert.Equal([new Loss("line-in-progress", 3, 3)], result.Losses);
        Assert.Equal([null, 1_000_000, 1_000_000, 1_000_000], result.Cpus.Select(cpu => cpu.SilentSinceNs));
        Assert.Equal([3, 0, 0, 0], result.Cpus.Select(cpu => cpu.TimerInterrupts));
        Assert.Equal(1_000_000, result.Cpus[0].TickGapNs.Max);
        Assert.Equal(550, result.Latency.Max);
        Assert.Equal(1, result.SpuriousRuns);
    }

    [Fact]
    public void Waits_are_counted_by_line_and_by_who_held_it()
    {
        Serialisation line = Assert.Single(Analyse(Streams.EdgeCollision(4, 1)).Serialisation);

        Assert.Equal(("line", 0L, 3L), (line.Kind, line.Id, line.Waits));
        Assert.Equal(150 + 300 + 450, line.TotalNs);
        Assert.Equal(450, line.MaxNs);
        // The three that are left behind and the winner stood there together.
        Assert.Equal(4, line.LongestQueue);
        Assert.Equal([new HolderShare(2, 1, 450), new HolderShare(1, 1, 300), new HolderShare(0, 1, 150)], line.ByHolder);
    }

    [Fact]
    public void The_order_within_a_nanosecond_does_not_matter_between_cpus()
    {
        Streams streams = Streams.EdgeCollision(16, 2);
        AnalysisResult expected = Analyse(streams);
        TraceRecord[] reversed =
            [.. streams.Records.OrderBy(record => record.Time).ThenByDescending(record => record.Cpu).ThenBy(record => record.Sequence)];

        AnalysisResult actual = Analyse(reversed, streams.Info);

        Assert.Equal(expected.Totals, actual.Totals);
        Assert.Equal(
            expected.Serialisation.Select(point => (point.Waits, point.TotalNs, point.LongestQueue)),
            actual.Serialisation.Select(point => (point.Waits, point.TotalNs, point.LongestQueue)));
    }

    [Fact]
    public void A_tick_that_the_ledger_counts_as_late_has_its_cause_and_its_waits()
    {
        Streams streams = new();
        streams.Add(1_000, 0, TraceKind.Raised, 1).Add(1_000, 0, TraceKind.Accepted, 1).Add(1_300, 0, TraceKind.Dispatched, 1);
        streams.Add(1_400, 0, TraceKind.LockWaitBegin, 1).Add(2_401, 0, TraceKind.LockWaitEnd, 1, peer: 2, argument: 1_001).Add(
            2_500, 0, TraceKind.HandlerEnter, 1);
        streams.Add(7_500, 0, TraceKind.Late, 1, argument: LateTick.Pack(1_001, LateCauseKind.Line, 0));

        AnalysisResult result = Analyse(streams);

        Assert.Equal(1, result.Totals.Late);
        Assert.Equal(new Tickstorm.Results.LateCause("line", 0, 1, 1_001), Assert.Single(result.LateCauses));
    }

    [Fact]
    public void A_wait_after_the_tick_s_own_handler_does_not_make_it_late()
    {
        Streams streams = new();
        streams.Add(1_000, 0, TraceKind.Raised, 1).Add(1_400, 0, TraceKind.HandlerEnter, 1).Add(6_400, 0, TraceKind.HandlerExit, 1);
        streams.Add(6_400, 0, TraceKind.LockWaitBegin, 1).Add(96_400, 0, TraceKind.LockWaitEnd, 1, peer: 2, argument: 90_000).Add(
            96_500, 0, TraceKind.Returned, 1);

        AnalysisResult result = Analyse(streams);

        Assert.Equal(0, result.Totals.Late);
        Assert.Equal(90_000, Assert.Single(result.Serialisation).TotalNs);
    }

    [Fact]
    public void A_lock_that_is_no_line_is_counted_apart()
    {
        Streams streams = new();
        streams.Add(1_000, 0, TraceKind.Raised, 1).Add(1_400, 0, TraceKind.LockWaitBegin, 1, vector: -1, line: -2);
        streams.Add(1_600, 0, TraceKind.LockWaitEnd, 1, vector: -1, line: -2, peer: 3, argument: 200);

        Serialisation xtime = Assert.Single(Analyse(streams).Serialisation);

        Assert.Equal(("lock", 0L, 1L, 200L), (xtime.Kind, xtime.Id, xtime.Waits, xtime.TotalNs));
    }

    [Fact]
    public void What_merges_or_is_masked_is_lost_and_what_has_no_outcome_is_pending()
    {
        Streams streams = new();
        streams.Add(1_000, 0, TraceKind.Raised, 1).Add(1_000, 0, TraceKind.Accepted, 1);
        streams.Add(2_000, 0, TraceKind.Raised, 2).Add(2_000, 0, TraceKind.Coalesced, 2);
        streams.Add(3_000, 1, TraceKind.Raised, 1).Add(3_000, 1, TraceKind.Masked, 1, argument: (long)DropReason.PinMasked);

        AnalysisResult result = Analyse(streams);

        Assert.Equal(new Ledger(3, 0, 0, 1, 0, 1, 1), result.Totals);
        Assert.Equal(["irr-full", "pin-masked"], result.Losses.Select(loss => loss.Reason).Order());
    }

    [Fact]
    public void Ticks_due_together_are_compared_by_when_they_start()
    {
        Streams streams = new();
        foreach (int cpu in new[] { 0, 1, 2 })
            streams.Add(1_000, cpu, TraceKind.Raised, 1, 0xef, -1).Add(1_400 + 100 * cpu, cpu, TraceKind.HandlerEnter, 1, 0xef, -1);

        AnalysisResult result = Analyse(streams);

        Assert.Equal(200, result.SkewNs.Max);
        Assert.Equal(239, Assert.Single(result.Cpus[0].Vectors).Vector);
    }

    [Fact]
    public void Ipis_are_counted_by_sender_and_receiver_and_are_no_ticks()
    {
        AnalysisResult result = Analyse(Streams.Native(2, 5));

        Assert.Equal(new IpiFlow(1, 0, "reschedule", 5), Assert.Single(result.Ipis));
        Assert.Equal(10, result.Totals.Handled);
        Assert.Equal([5, 5], result.Cpus.Select(cpu => cpu.TimerInterrupts));
        Assert.Equal(["local_timer", "reschedule"], result.Cpus[0].Vectors.Select(vector => vector.Name));
        Assert.Equal(5_000, result.Cpus[0].Vectors[0].HandlerNs.Max);
    }

    [Fact]
    public void The_first_drop_is_told_from_the_expiry_to_the_end()
    {
        DropStory? story = Analyse(Streams.EdgeCollision(2, 3)).FirstDrop;

        Assert.NotNull(story);
        Assert.Equal((1, 0, 0, "line-in-progress"), (story.Victim, story.Holder, story.Line, story.Reason));
        DropStep first = story.Steps[0];
        Assert.Equal((1_000_000L, "1/0", "1/0", "due now"), (first.TimeNs, first.HolderApic, first.VictimApic, first.VictimNext));
        DropStep drop = Assert.Single(story.Steps, step => step.VictimDoes.Contains("DROPPED", StringComparison.Ordinal));
        Assert.Equal("IP PE", drop.Flags);
        Assert.Contains(story.Steps, step => step.HolderDoes.Contains("runs the handler again", StringComparison.Ordinal));
        Assert.Contains(story.Steps, step => step.VictimNext == "never again");
        Assert.Equal("-", story.Steps[^1].Flags);
        Assert.Contains("never ticks again", story.Ending, StringComparison.Ordinal);
    }

    [Fact]
    public void Totals_in_the_file_win_over_what_was_counted()
    {
        Streams streams = Streams.EdgeCollision(4, 3);
        TraceAnalyzer analyzer = new();
        analyzer.Run(streams.Info with { Sampled = true }, null);
        analyzer.Write(streams.Records.AsSpan()[..20]);
        analyzer.Run(streams.Info with { Sampled = true }, streams.Totals());

        AnalysisResult result = analyzer.Finish("records");

        Assert.Equal(6, result.Totals.Raised);
        Assert.Single(result.NotVisible);
    }

    private static AnalysisResult Analyse(Streams streams) => Analyse(streams.Records, streams.Info);

    private static AnalysisResult Analyse(TraceRecord[] records, TraceRunInfo info)
    {
        TraceAnalyzer analyzer = new();
        analyzer.Run(info, null);
        analyzer.Write(records);
        return analyzer.Finish("records");
    }
}
