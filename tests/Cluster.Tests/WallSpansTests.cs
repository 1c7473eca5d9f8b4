using System.Collections.Concurrent;
using System.Diagnostics;
using Tickstorm.Contracts.Runs;
using Tickstorm.Grains;
using Tickstorm.Grains.Runs;
using Tickstorm.Scenarios;
using Tickstorm.Tests.Faults;
using Tickstorm.Tests.Support;

namespace Tickstorm.Tests;

/// <summary>Traces of a cluster in wall time stay as long as viewers show.</summary>
public sealed class WallSpansTests
{
    private static readonly Scenario s_scenario = TestMachines.Load("ipi-random", mostCpus: 24, mostNs: 8_000_000);

    [Fact]
    public async Task A_run_of_many_windows_leaves_traces_of_few_spans_which_link_to_their_epoch()
    {
        ConcurrentBag<Activity> ended = [];
        TaskCompletionSource<Activity> epochEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using ActivityListener listener = Listen(span =>
        {
            ended.Add(span);
            if (span.OperationName == "epoch" && Equals(span.GetTagItem(WallSpans.RunTag), "spans")) epochEnded.TrySetResult(span);
        });
        await using TestSilos cluster = await TestSilos.Start(3);
        (_, RunProgress end) = await cluster.Run(s_scenario, "irq0-edge", Request(checkpointEvery: 50), "spans");

        // The run's end is told before its epoch's span ends.
        Activity epoch = await epochEnded.Task.WaitAsync(TimeSpan.FromMinutes(3));
        // Other tests' runs, and what fails in them, are not asked about.
        Activity[] own = [.. ended.Where(span => span.Source.Name == WallSpans.SourceName)];
        Activity[] windows =
            [.. own.Where(span => span.OperationName == "window" && span.Links.Any(link => link.Context.TraceId == epoch.TraceId))];
        Assert.True(end.Windows > 100 && windows.Length >= WindowPace.First, $"{end.Windows} windows, {windows.Length} told");
        HashSet<ActivityTraceId> traces = [.. windows.Select(span => span.TraceId)];
        Assert.Equal(windows.Length, traces.Count);
        Assert.All(own.GroupBy(span => span.TraceId), trace => Assert.InRange(trace.Count(), 1, WallSpans.MostSpans));
        Activity[] rounds = [.. own.Where(span => span.OperationName == "round" && traces.Contains(span.TraceId))];
        Assert.True(rounds.Length >= windows.Length);
        Assert.All(rounds, span => Assert.NotNull(span.GetTagItem("tickstorm.lists")));
    }

    // Silos that write their blocks, and what they are told to, are spans too.
    [Fact]
    public async Task A_checkpoint_is_a_trace_and_an_epochs_trace_does_not_grow_with_its_checkpoints()
    {
        ConcurrentBag<Activity> ended = [];
        using ActivityListener listener = Listen(ended.Add, "Microsoft.Orleans.");
        await using (TestSilos cluster = await TestSilos.Start(3))
        {
            foreach ((string run, int checkpointEvery) in new[] { ("few", 80), ("many", 4) })
            {
                await cluster.Run(s_scenario, "irq0-edge", Request(checkpointEvery), run);
                await FaultRuns.Until(
                    () => Task.FromResult(ended.Any(span => Is(span, "epoch", run))), seconds: 180, () => "The epoch's span does not end.");
            }
        }

        // Who answers ends its span after who asked: all have ended with their silos.
        int few = SpansOfEpoch("few"), many = SpansOfEpoch("many");
        Assert.InRange(many, 1, few + 4);

        int SpansOfEpoch(string run)
        {
            Activity epoch = Assert.Single(ended, span => Is(span, "epoch", run));
            Activity[] checkpoints = [.. ended.Where(span => Is(span, "checkpoint", run))];
            Assert.True(checkpoints.Length > 1);
            Assert.All(checkpoints, span => Assert.Contains(span.Links, link => link.Context.TraceId == epoch.TraceId));
            Assert.All(checkpoints, span =>
                Assert.Contains(ended, part => part.TraceId == span.TraceId && part.Source.Name != WallSpans.SourceName));
            return ended.Count(span => span.TraceId == epoch.TraceId);
        }

        static bool Is(Activity span, string name, string run) =>
            span.Source.Name == WallSpans.SourceName && span.OperationName == name && Equals(span.GetTagItem(WallSpans.RunTag), run);
    }

    [Theory]
    [InlineData(3, 9, true)]
    [InlineData(12, 1, true)]
    [InlineData(40, 1, false)]
    [InlineData(600, 0, true)]
    [InlineData(1_000, 0, false)]
    public void Rounds_are_told_in_full_while_their_calls_fit(int silos, int round, bool fits)
    {
        using ActivityListener listener = Listen(_ => { });
        using Activity? window = WallSpans.Apart("window", "bound");
        WallSpans.Bound(silos, round);
        Assert.Equal(fits, Activity.Current is not null);
    }

    private static RunRequest Request(int checkpointEvery) => new()
    {
        Scenario = TestSilos.Request(s_scenario, "irq0-edge").Scenario, Name = s_scenario.Name, Design = "irq0-edge",
        WindowNs = 20_000, CheckpointEvery = checkpointEvery,
    };

    // As a silo's sampler has it: what is named is traced where something of a run is already.
    private static ActivityListener Listen(Action<Activity> ended, string also = WallSpans.SourceName)
    {
        ActivityListener listener = new()
        {
            ShouldListenTo = source =>
                source.Name == WallSpans.SourceName || source.Name.StartsWith(also, StringComparison.Ordinal),
            Sample = static (ref ActivityCreationOptions<ActivityContext> options) =>
                options.Source.Name == WallSpans.SourceName || options.Parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
                    ? ActivitySamplingResult.AllDataAndRecorded
                    : ActivitySamplingResult.None,
            ActivityStopped = ended,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
