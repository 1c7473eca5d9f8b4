using System.Text.Json;

namespace Tickstorm.Tests.Readers;

/// <summary>OpenTelemetry's own decoder reads our OTLP, and finds in it what a trace analyst needs.</summary>
public class OtlpDecoderTests
{
    [NpmFact("@opentelemetry/otlp-transformer", "node")]
    public void The_reference_decoder_finds_every_tick_its_status_and_its_links()
    {
        JsonElement decoded = Decode("irq0-2007", "irq0-edge", out JsonElement run);
        JsonElement[] spans = [.. decoded.GetProperty("spans").EnumerateArray()];
        JsonElement[] ticks = [.. spans.Where(s => s.GetProperty("name").GetString() == "tick")];
        JsonElement[] dropped = [.. ticks.Where(s => s.GetProperty("attributes").GetProperty("tick.outcome").GetString() == "dropped")];
        JsonElement totals = run.GetProperty("designs")[0].GetProperty("ticks");

        Assert.Equal("tickstorm", Assert.Single(decoded.GetProperty("services").EnumerateArray()).GetString());
        Assert.Equal(totals.GetProperty("raised").GetInt64(), ticks.Length);
        Assert.Equal(totals.GetProperty("dropped").GetInt64(), dropped.Length);
        Assert.All(
            dropped, s => Assert.Equal((2, "line-in-progress"), (s.GetProperty("code").GetInt32(), s.GetProperty("message").GetString())));
        Assert.Equal(
            run.GetProperty("designs")[0].GetProperty("stalledCpus").GetInt32(), spans.Count(s => s.GetProperty("name").GetString() == "silent"));
        // The holder of the line is the first tick of the drawn winner, and so is the run on behalf of the one that was remembered.
        string winner = run.GetProperty("designs")[0].GetProperty("firstDrop").GetProperty("holderCpu").GetRawText();
        JsonElement holder = ticks.First(s => s.GetProperty("attributes").GetProperty("cpu.logical_number").GetString() == winner);
        Assert.All(dropped, s => Assert.Contains(s.GetProperty("links").EnumerateArray(), l => Is(l, "dropped behind", holder)));
        Assert.Contains(holder.GetProperty("links").EnumerateArray(), l => l.GetProperty("why").GetString() == "runs again for");
        // Nanoseconds survive: 1 ms after the epoch, to the nanosecond.
        Assert.Equal("1173312000001000000", holder.GetProperty("start").GetString());
    }

    [NpmFact("@opentelemetry/otlp-transformer", "node")]
    public void Every_attribute_in_a_file_is_in_the_documentation()
    {
        string documentation = Repository.Text("docs/traces.md");
        foreach (string design in new[] { "irq0-edge", "vmi-own-vector" })
        {
            Assert.All(
                Decode("irq0-2007", design, out _).GetProperty("attributes").EnumerateArray(),
                name => Assert.Contains($"`{name.GetString()}`", documentation, StringComparison.Ordinal));
        }
    }

    private static bool Is(JsonElement link, string why, JsonElement span) =>
        link.GetProperty("why").GetString() == why && link.GetProperty("trace").GetString() == span.GetProperty("trace").GetString()
            && link.GetProperty("id").GetString() == span.GetProperty("id").GetString();

    private static JsonElement Decode(string scenario, string design, out JsonElement run)
    {
        using TempFile file = new("trace.otlp");
        ClientRun client = ClientRun.Real("run", scenario, "--design", design, "--trace", file.Path, "--json", "-");
        Assert.Equal(0, client.ExitCode);
        run = JsonDocument.Parse(client.Output).RootElement;
        string script = Path.Combine(AppContext.BaseDirectory, "data", "decode-otlp.cjs");
        return JsonDocument.Parse(Tools.Run("node", script, NpmFactAttribute.Modules, file.Path)).RootElement;
    }
}
