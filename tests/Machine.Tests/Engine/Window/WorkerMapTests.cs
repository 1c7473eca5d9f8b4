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

    [Fact]
    public void What_is_left_over_beside_whole_blocks_goes_with_the_last_worker()
    {
        WorkerMap workers = new(4_099, 2);
        Assert.Equal((0, 2_048), workers.RangeOf(0));
        Assert.Equal((2_048, 2_051), workers.RangeOf(1));
    }
}
