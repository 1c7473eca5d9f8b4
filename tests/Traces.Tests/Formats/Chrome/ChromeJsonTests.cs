using System.Text.Json;

namespace Tickstorm.Tests.Formats.Chrome;

public sealed class ChromeJsonTests
{
    [Fact]
    public void Every_end_closes_the_slice_on_top_by_name_and_arguments_as_viewers_match_them()
    {
        using TempFolder folder = new();
        TracedRuns.Traced(TracedRuns.Busy(), "irq0-edge", folder.Path("run.trace.json"));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(folder.Path("run.trace.json")));
        Dictionary<int, Stack<string>> open = [];
        int closed = 0;
        foreach (
            JsonElement one in json.RootElement.GetProperty("traceEvents").EnumerateArray().Where(e => e.GetProperty("ph").GetString() is "B" or "E"))
        {
            string slice = one.GetProperty("name").GetString()
                + (one.TryGetProperty("args", out JsonElement args) ? args.GetRawText() : "");
            Stack<string> mine = open.TryGetValue(one.GetProperty("tid").GetInt32(), out Stack<string>? known)
                ? known
                : open[one.GetProperty("tid").GetInt32()] = new();
            if (one.GetProperty("ph").GetString() == "B") mine.Push(slice);
            else Assert.Equal(slice, mine.Pop());
            closed++;
        }

        Assert.True(closed > 1_000);
        Assert.All(open.Values, Assert.Empty);
    }
}
