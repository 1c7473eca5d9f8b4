using FsCheck;
using FsCheck.Fluent;
using Tickstorm.Engine.Window;

namespace Tickstorm.Tests.Engine.Window;

public class WorkerMapTests
{
    private static readonly Arbitrary<(int Processes, int Workers)> s_maps =
        Gen.Choose(1, 3_000).SelectMany(_ => Gen.Choose(1, 40), (processes, workers) => (processes, workers)).ToArbitrary();

    [Fact]
    public void Each_process_is_in_the_range_of_the_worker_that_the_map_names() => Check.QuickThrowOnFailure(Prop.ForAll(s_maps, map =>
    {
        WorkerMap workers = new(map.Processes, map.Workers);
        int[] owners = [.. Enumerable.Range(0, workers.Workers).SelectMany(w => Enumerable.Repeat(w, workers.RangeOf(w).Count))];
        return workers.Workers <= map.Workers && owners.SequenceEqual(Enumerable.Range(0, map.Processes).Select(workers.Of));
    }));

    [Fact]
    public void Workers_have_as_many_whole_blocks_give_or_take_one() => Check.QuickThrowOnFailure(Prop.ForAll(s_maps, map =>
    {
        WorkerMap workers = new(map.Processes, map.Workers);
        int[] blocks = [.. Enumerable.Range(0, workers.Workers).Select(w => workers.RangeOf(w).Count / 64)];
        return blocks.Max() - blocks.Min() <= 1;
    }));

    private static readonly Arbitrary<(int Before, int Leaders, int After, int Workers)> s_ledMaps =
        (from before in Gen.Choose(1, 3_000)
         from leaders in Gen.Choose(1, 3_000)
         from after in Gen.Choose(0, 300)
         from workers in Gen.Choose(1, 40)
         select (before, leaders, after, workers)).ToArbitrary();

    [Fact]
    public void Each_process_beside_leaders_is_in_the_span_of_its_worker_and_the_others_are_in_order() =>
        Check.QuickThrowOnFailure(Prop.ForAll(s_ledMaps, map =>
        {
            int all = map.Before + map.Leaders + map.After, last = 0;
            WorkerMap workers = new(all, map.Workers, (map.Before, map.Leaders));
            for (int p = 0; p < all; p++)
            {
                int worker = workers.Of(p);
                (int first, int count) = workers.SpanOf(worker);
                if (p < first || p >= first + count) return false;
                if (p >= map.Before && p < map.Before + map.Leaders) continue;
                if (worker < last) return false;
                last = worker;
            }

            return last < workers.Workers && workers.Workers <= map.Workers;
        }));

    [Fact]
    public void Workers_have_as_many_leaders_as_each_other()
    {
        WorkerMap workers = new(4_096 + 3 + 1_024, 2, (4_099, 1_024));
        // 4,099 to 4,159 lie in a block with others, and 5,120 to 5,122 in one that is not whole.
        Assert.Equal([(0, 2_048), (2_048, 3_075)], [workers.RangeOf(0), workers.RangeOf(1)]);
        Assert.Equal([(4_160, 448), (4_608, 512)], [workers.LeadersOf(0), workers.LeadersOf(1)]);
        Assert.Equal([0, 1, 1, 0, 0, 1, 1], new[] { 2_047, 2_048, 4_159, 4_160, 4_607, 4_608, 5_122 }.Select(workers.Of));
    }

    [Fact]
    public void What_is_left_over_beside_whole_blocks_goes_with_the_last_worker()
    {
        WorkerMap workers = new(4_099, 2);
        Assert.Equal((0, 2_048), workers.RangeOf(0));
        Assert.Equal((2_048, 2_051), workers.RangeOf(1));
    }
}
