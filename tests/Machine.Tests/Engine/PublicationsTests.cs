using Tickstorm.Engine;
using Tickstorm.Engine.Window;
using Tickstorm.Kernel.Designs;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tests.Kernel;

namespace Tickstorm.Tests.Engine;

public class PublicationsTests
{
    [Fact]
    public void Who_writes_the_first_values_alone_leaves_the_others_as_they_are()
    {
        Publications values = new(new Publication(0, 1, [new(0, 1, 0)]), new Publication(1, 1, [new(0, 2, 0)]));
        values.Show([[new PublishedWrite(5, 7, 0)]]);
        Assert.Equal(7, values[0].Seen[0].A);
        Assert.Equal(2, values[1].Seen[0].A);
    }

    [Fact]
    public void What_each_writer_of_a_saved_machine_published_is_shown_again()
    {
        Scenario scenario = Library.Short("broadcast-64");
        MachinePlan plan = new(scenario, DesignLibrary.Find("native-lapic")!);
        SmpMachine machine = new(plan, perCpu: false);
        Publications values = plan.Publish();
        Assert.True(values.Writers().Length > 1);
        foreach (int writer in values.Writers()) values.Show(plan.PublishedIn(writer, machine.Save(writer)));
        Assert.Equal(values.Count, values.Seen().Count(seen => seen is { Length: > 0 }));
    }

    [Fact]
    public void Who_was_told_what_is_still_so_has_read_nothing_else()
    {
        (Publications values, Effects effects) = Readers();
        Assert.False(effects.IsRead(0, 20, word: 7));
        Assert.Equal(3, effects.ReadWord(0, 25));
        values[0].Offer([new(0, 3, 0), new(22, 5, 0)]);
        Assert.Equal(1, values.FirstChanged(effects.NotedReads.AsSpan(0, effects.NotedReadCount), same: 0));
        Assert.Equal(-1, values.FirstChanged(effects.NotedReads.AsSpan(0, 1), same: 0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Whoever_was_told_the_same_until_a_change_is_asked_about_the_change_alone(int same)
    {
        (Publications values, Effects effects) = Readers();
        foreach (int at in new[] { 10, 20, 30, 40 }) effects.ReadWord(0, at);
        values[0].Offer([new(0, 3, 0), new(24, 5, 0), new(34, 3, 0)]);
        Span<int> changed = stackalloc int[Publications.Most];
        Assert.Equal(1, values.Changed(changed));
        Assert.Equal(0, changed[0]);
        bool[] changes = [.. effects.NotedReads.Take(4).Select(read => values[0].ChangesAt(read.AtNs))];
        Assert.Equal([false, false, true, true], changes);
        Assert.Equal(2, values.FirstChanged(effects.NotedReads.AsSpan(0, 4), same));
        Assert.Equal(-1, values.FirstChanged(effects.NotedReads.AsSpan(0, 2), same: Math.Min(same, 2)));
    }

    [Fact]
    public void Who_asked_when_it_was_written_is_told_something_else_by_the_same_word()
    {
        (Publications values, Effects effects) = Readers();
        effects.Read(0, 25);
        effects.ReadWord(0, 25);
        Assert.True(effects.IsRead(0, 25, word: 3));
        Assert.False(effects.IsRead(0, 25, word: 3, sinceNs: 10));
        values[0].Offer([new(22, 3, 0)]);
        bool[] differs = [.. effects.NotedReads.Take(effects.NotedReadCount).Select(read => values[0].Differs(in read))];
        Assert.Equal([true, false, false, true], differs);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_duty_that_is_dropped_and_taken_makes_few_execute_again(int threads)
    {
        Scenario scenario = Library.Short("noisy-desktop");
        scenario = scenario with
        {
            Machine = scenario.Machine with { Cpus = 512 }, Run = scenario.Run with { DurationNs = 300_000_000 },
        };
        RunOutcome outcome = ParallelEngine.Run(
            new SmpMachine(scenario, DesignLibrary.Find("native-lapic")!), scenario.Run.DurationNs, new WindowOptions { Threads = threads });
        Assert.InRange(outcome.Efficiency, 0.6, 1);
    }

    private static (Publications Values, Effects Effects) Readers()
    {
        Publications values = new(new Publication(0, 1, [new(0, 3, 0)]));
        return (values, new Effects(new Links(10), values));
    }
}
