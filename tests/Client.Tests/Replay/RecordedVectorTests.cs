using System.Text.Json;
using Tickstorm.Client.Replay;

namespace Tickstorm.Tests.Replay;

public class RecordedVectorTests
{
    public static TheoryData<string> Recorded => ["pic", "ioapic", "msi", "pit", "hpet", "lapic", "lapic-recorded"];

    [Theory]
    [MemberData(nameof(Recorded))]
    public void Every_recorded_vector_matches_with_the_recorders_quirks(string file)
    {
        JsonElement totals = Replay(Recording(file), ("quirks", "qemu"))[^1];
        Assert.Equal(totals.GetProperty("vectors").GetInt32(), totals.GetProperty("vectorsMatched").GetInt32());
        Assert.Equal(totals.GetProperty("total").GetInt32(), totals.GetProperty("matched").GetInt32());
    }

    // What the data sheets leave of the recordings: fewer than these would be a change of behaviour.
    [Theory]
    [InlineData("pic", 30)]
    [InlineData("ioapic", 29)]
    [InlineData("msi", 2)]
    [InlineData("pit", 5)]
    [InlineData("hpet", 9)]
    [InlineData("lapic", 5)]
    [InlineData("lapic-recorded", 32)]
    public void Without_deviations_the_data_sheets_rule(string file, int matched)
    {
        Assert.InRange(Replay(Recording(file), ("quirks", "none"))[^1].GetProperty("vectorsMatched").GetInt32(), matched, int.MaxValue);
    }

    [Theory]
    [MemberData(nameof(Recorded))]
    public void By_default_a_vector_differs_only_where_its_note_says_so(string file)
    {
        List<JsonElement> results = Replay(Recording(file));
        string[] lines = File.ReadAllLines(Recording(file));
        for (int i = 0; i < lines.Length; i++)
        {
            bool noted = lines[i].Contains("QEMU-only", StringComparison.Ordinal)
                || lines[i].Contains("silicon:", StringComparison.Ordinal);
            Assert.True(noted || results[i].GetProperty("firstMismatch").ValueKind == JsonValueKind.Null, results[i].ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Recorded))]
    public void The_deviations_that_a_vector_needs_are_named_and_none_of_them_can_be_left_out(string file)
    {
        string one = Path.GetTempFileName();
        string[] lines = File.ReadAllLines(Recording(file));
        List<JsonElement> results = Replay(Recording(file));
        foreach ((JsonElement result, string line) in results.SkipLast(1).Zip(lines))
        {
            File.WriteAllText(one, line);
            string[] names = [.. result.GetProperty("deviations").EnumerateArray().Select(n => n.GetString()!)];
            Assert.True(Matches(names), result.GetProperty("id").GetString());
            Assert.All(names, name => Assert.False(Matches([.. names.Where(n => n != name)])));

            bool Matches(string[] set) =>
                Replay(one, ("quirks", set is [] ? "none" : string.Join('+', set)))[0].GetProperty(
                    "firstMismatch").ValueKind == JsonValueKind.Null;
        }

        File.Delete(one);
    }

    [Fact]
    public void The_cases_of_kvm_unit_tests_match()
    {
        foreach (JsonElement result in Replay(Vectors("lapic.jsonl")))
        {
            Assert.True(
                !result.TryGetProperty("firstMismatch", out JsonElement first) || first.ValueKind == JsonValueKind.Null, result.ToString());
        }
    }

    private static List<JsonElement> Replay(string path, params (string Key, string Value)[] options)
    {
        StringWriter output = new();
        int code = ReplayRunner.Run(path, options.ToDictionary(o => o.Key, o => o.Value), json: true, output, TextWriter.Null);
        JsonElement[] lines =
            [.. output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)];
        bool allMatch = lines[^1].GetProperty("vectorsMatched").GetInt32() == lines[^1].GetProperty("vectors").GetInt32();
        Assert.Equal(allMatch ? 0 : 1, code);
        return [.. lines];
    }

    private static string Recording(string name) => Vectors(Path.Combine("recorded", name + ".jsonl"));

    private static string Vectors(string name) => Path.Combine(AppContext.BaseDirectory, "vectors", name);
}
