using System.Text.Json;
using Tickstorm.Scenarios;

namespace Tickstorm.Tests.Formats.Chrome;

public sealed class ChromeJsonTests
{
    [Fact]
    public void Slices_of_a_row_lie_in_one_another_or_apart_as_viewers_need_it()
    {
        JsonElement[] events = Events(PhaseKind.Random);
        JsonElement[] slices = [.. events.Where(e => Phase(e) == "X")];

        Assert.True(slices.Length > 500);
        foreach (IGrouping<int, JsonElement> row in slices.GroupBy(e => e.GetProperty("tid").GetInt32()))
        {
            Stack<long> open = new();
            foreach ((long begin, long end) in row.Select(Times).OrderBy(t => t.Begin).ThenByDescending(t => t.End))
            {
                while (open.Count > 0 && open.Peek() <= begin) open.Pop();
                Assert.True(open.Count == 0 || end <= open.Peek(), $"row {row.Key}: {begin} to {end} reaches beyond {open.FirstOrDefault()}");
                Assert.True(end > begin);
                open.Push(end);
            }
        }
    }

    [Fact]
    public void Each_drop_has_an_arrow_to_its_holder_and_each_queue_a_counter_that_ends_at_0()
    {
        JsonElement[] events = Events(PhaseKind.Aligned);
        int drops = events.Count(e => Phase(e) == "i" && Name(e) == "tick_dropped");
        JsonElement[] from = [.. events.Where(e => Phase(e) == "s" && Name(e) == "dropped")], to =
            [.. events.Where(e => Phase(e) == "f" && Name(e) == "dropped")];

        Assert.True(drops > 0);
        Assert.Equal(drops, from.Length);
        Assert.Equal(from.Select(Id).Order(), to.Select(Id).Order());
        Assert.Equal(drops, events.Count(e => Phase(e) == "X" && Name(e) == "dropped: line-in-progress"));
        JsonElement[] queue = [.. events.Where(e => Phase(e) == "C" && Name(e) == "queue line 0")];
        Assert.Equal(0, queue[^1].GetProperty("args").GetProperty("waiting").GetInt32());
        Assert.True(queue.Max(e => e.GetProperty("args").GetProperty("waiting").GetInt32()) > 1);
    }

    private static JsonElement[] Events(PhaseKind phases)
    {
        using TempFolder folder = new();
        TracedRuns.Traced(TracedRuns.Busy() with { Tick = new TickSetup { Phases = phases } }, "irq0-edge", folder.Path("run.trace.json"));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(folder.Path("run.trace.json")));
        return [.. json.RootElement.GetProperty("traceEvents").EnumerateArray().Select(e => e.Clone())];
    }

    private static (long Begin, long End) Times(JsonElement slice) =>
        (Ns(slice.GetProperty("ts")), Ns(slice.GetProperty("ts")) + Ns(slice.GetProperty("dur")));

    private static long Ns(JsonElement microseconds) => (long)(microseconds.GetDecimal() * 1_000);

    private static string Phase(JsonElement one) => one.GetProperty("ph").GetString()!;

    private static string Name(JsonElement one) => one.GetProperty("name").GetString()!;

    private static long Id(JsonElement one) => one.GetProperty("id").GetInt64();
}
