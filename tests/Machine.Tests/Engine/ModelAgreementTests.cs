using Tickstorm.Engine;
using Tickstorm.Engine.Window;
using Tickstorm.Results;

namespace Tickstorm.Tests.Engine;

/// <summary>Small models that are hard on an optimistic engine.</summary>
public class ModelAgreementTests
{
    [Theory]
    [InlineData(64)]
    [InlineData(700)]
    public void More_than_half_of_all_events_on_one_nanosecond(int processes)
    {
        BurstModel reference = Agreement.Holds(() => new BurstModel(processes), 1_000_000, trace: true);
        long events = 0, burst = 0;
        for (int p = 0; p < processes; p++)
        {
            events += reference.State(p).Events;
            burst += reference.State(p).AtInstant;
        }

        Assert.True(burst * 2 > events, $"{burst} of {events} are at the instant");
    }

    [Theory]
    [InlineData(0, 64)]
    [InlineData(100, 500)]
    [InlineData(690, 10)]
    public void Leaders_that_others_write_to_execute_again(int first, int count) =>
        Agreement.Holds(() => new BurstModel(700) { Leaders = (first, count) }, 1_000_000);

    [Theory]
    [InlineData(1)]
    [InlineData(61)]
    public void A_chain_of_4096_hand_overs(int stride)
    {
        HandoverModel reference = Agreement.Holds(
            () => new HandoverModel(4096, stride), 60_000, threadCounts: [1, 2], windows: [1_000, 10_000, 0]);
        for (int p = 0; p < 4096; p++) Assert.Equal(1, reference.State(p).Held);
    }

    [Fact]
    public void A_shorter_chain_with_any_number_of_threads_and_any_window() =>
        Agreement.Holds(() => new HandoverModel(520, 7), 60_000, trace: true);

    [Fact]
    public void Statistics_of_discarded_executions_are_not_folded()
    {
        HandoverModel reference = new(512, 1);
        SequentialEngine.Run(reference, 60_000);
        foreach (int threads in Agreement.Threads)
        {
            HandoverModel model = new(512, 1);
            RunOutcome outcome = ParallelEngine.Run(
                model, 60_000, new WindowOptions { Threads = threads, WindowNs = 5_000, SmallWindow = 0 });
            Assert.True(outcome.Executed > outcome.Committed, "some executions were discarded");
            Assert.Equal(reference.Folded, model.Folded);
        }
    }

    [Theory]
    [InlineData(1, 10, 10, 1)]
    [InlineData(64, 50, 10, 4)]
    [InlineData(600, 10, 10, 1)]
    [InlineData(600, 100, 1, 2)]
    public void Phold(int processes, int remote, int lookahead, int start)
    {
        PholdParameters parameters = new(processes, remote, lookahead, start, Seed: 3);
        // PHOLD's clock has 2^20 units to the mean, so windows are taken in proportion.
        PholdModel reference = new(parameters);
        SequentialEngine.Run(reference, 20 * PholdParameters.Mean);
        foreach (int threads in Agreement.Threads)
        {
            foreach (long window in (long[])[0, PholdParameters.Mean / 10, PholdParameters.Mean, 7 * PholdParameters.Mean])
            {
                PholdModel model = new(parameters);
                ParallelEngine.Run(
                    model, 20 * PholdParameters.Mean, new WindowOptions { Threads = threads, WindowNs = window, SmallWindow = 0 });
                Assert.Equal(EventHash.Digest(reference), EventHash.Digest(model));
            }
        }
    }

    [Fact]
    public void A_window_of_the_lookahead_never_executes_twice()
    {
        PholdModel model = new(new PholdParameters(600, 100, 10, 2));
        RunOutcome outcome = ParallelEngine.Run(
            model, 20 * PholdParameters.Mean, new WindowOptions { Threads = 2, WindowNs = model.MinLookaheadNs });
        Assert.Equal(outcome.Committed, outcome.Executed);
    }
}
