using System.Text.Json;

namespace Tickstorm.Tests.Readers;

/// <summary>What the traces of the library's runs say, as any reader of OTLP JSON or trace.dat finds it.</summary>
public sealed class SpansOfRunsTests
{
    [Fact]
    public void A_collision_is_one_contention_whose_waiters_are_a_staircase()
    {
        JsonElement[] spans = Spans("irq0-2007", "--design", "irq0-edge");

        JsonElement contention = Assert.Single(spans, span => Name(span).StartsWith("contention", StringComparison.Ordinal));
        JsonElement[] waiters =
            [.. spans.Where(span => Text(span, "traceId") == Text(contention, "traceId") && Name(span) is "waiter" or "dropped" or "late")];
        Assert.Equal(("255", "255"), (Attribute(contention, "contention.waiters"), Attribute(contention, "contention.dropped")));
        Assert.Equal(255, waiters.Length);
        Assert.Equal(255, waiters.Select(span => Text(span, "startTimeUnixNano")).Distinct().Count());
        // The lost ticks, and the contention that they were lost in.
        Assert.Equal(256, spans.Count(span => Status(span) == 2));
        Assert.Equal(255, spans.Count(span => Attribute(span, "tick.silent") == "true"));
        Sound(spans);
    }

    [Theory]
    [InlineData("lock", 2_490, "irq0-2007", "--design", "vmi-own-vector")]
    [InlineData("steal", 64, "overcommit", "--design", "native-lapic", "--cpus", "8", "--duration", "50ms")]
    public void Late_ticks_have_their_cause_as_the_ledger_has_it(string cause, int late, params string[] run)
    {
        JsonElement[] ticks = [.. Spans(run).Where(span => Name(span) == "tick" && Attribute(span, "tick.late") == "true")];
        Assert.Equal(late, ticks.Length);
        Assert.All(ticks, tick => Assert.Equal(cause, Attribute(tick, "tick.late_cause")));
        Assert.All(ticks, tick => Assert.NotEqual("0", Attribute(tick, "tick.waited_ns")));
    }

    [Fact]
    public void No_trace_has_more_than_2_000_spans_and_what_was_left_out_of_a_contention_is_counted()
    {
        JsonElement[] spans = Spans("irq0-2007", "--design", "irq0-edge", "--cpus", "1100", "--duration", "3ms");
        IGrouping<string, JsonElement> largest = spans.GroupBy(span => Text(span, "traceId")).MaxBy(trace => trace.Count())!;

        JsonElement contention = Assert.Single(largest, span => Name(span) == "contention line 0");
        Assert.Equal(500, largest.Count(span => Name(span) == "dropped"));
        Assert.InRange(largest.Count(), 501, 2_000);
        Assert.Equal(("1099", "1099", "599"), (Attribute(contention, "contention.waiters"), Attribute(contention, "contention.dropped"),
            Attribute(contention, "contention.left_out")));
        Sound(spans);
    }

    [Fact]
    public void Every_ipi_is_the_cause_of_what_it_began()
    {
        JsonElement[] spans = Spans("ipi-random", "--duration", "20ms", "--cpus", "16");
        int sent = spans.Count(span => Name(span).StartsWith("send ", StringComparison.Ordinal));
        int caused = spans.Sum(span => Links(span).Count(link => Why(link) == "sent by"));
        Assert.True(sent > 100);
        // Those that are still on their way at the end have caused nothing.
        Assert.InRange(caused, sent - 3, sent);
        Assert.All(spans.Where(span => Links(span).Any(link => Why(link) == "sent by")), span => Assert.Equal(5, Number(span, "kind")));
        Sound(spans);
    }

    [Fact]
    public void The_same_command_writes_the_same_file_and_another_run_shares_no_id()
    {
        (string, string)[] Ids(string cpus, string handler) =>
        [
            .. Spans("irq0-2007", "--design", "irq0-edge", "--cpus", cpus, "--handler", handler)
                .Select(span => (Text(span, "traceId"), Text(span, "spanId"))),
        ];

        Assert.Equal(Ids("4", "5us"), Ids("4", "5us"));
        Assert.Empty(Ids("4", "5us").Intersect(Ids("8", "5us")));
        Assert.Empty(Ids("4", "5us").Intersect(Ids("4", "50us")));
    }

    [ToolFact("trace-cmd")]
    public void A_tick_with_a_vector_of_its_own_is_a_local_timer_interrupt_and_no_event_is_at_time_0()
    {
        foreach ((string design, int vectors, int lines) in new[]
        {
            ("native-lapic", 40, 0), ("emulated-lapic", 40, 0), ("vmi-own-vector", 40, 0), ("irq0-percpu-reserved", 0, 40),
        })
        {
            using TempFile file = new("run.dat");
            Assert.Equal(0, ClientRun.Real("run", "irq0-2007", "--cpus", "4", "--design", design, "--trace", file.Path).ExitCode);
            string[] events = Tools.Run("trace-cmd", "report", "-t", file.Path).Split('\n');
            Assert.Equal(vectors, events.Count(line => line.Contains(" local_timer_entry:", StringComparison.Ordinal)));
            Assert.Equal(lines, events.Count(line => line.Contains(" irq_handler_entry:", StringComparison.Ordinal)));
            Assert.DoesNotContain(events, line => line.Contains(" 0.000000000: ", StringComparison.Ordinal));
        }
    }

    // Nothing of 0 ns, no id twice, no link into the void, no number that stands for none.
    private static void Sound(JsonElement[] spans)
    {
        HashSet<(string, string)> ids = [.. spans.Select(span => (Text(span, "traceId"), Text(span, "spanId")))];
        Assert.Equal(spans.Length, ids.Count);
        Assert.DoesNotContain(spans, span => Text(span, "startTimeUnixNano") == Text(span, "endTimeUnixNano"));
        Assert.All(spans.SelectMany(Links), link => Assert.Contains((Text(link, "traceId"), Text(link, "spanId")), ids));
        Assert.DoesNotContain(spans, span => span.GetRawText().Contains("\"intValue\":\"-1\"", StringComparison.Ordinal));
    }

    private static JsonElement[] Spans(params string[] run)
    {
        using TempFile file = new("run.otlp.json");
        ClientRun client = ClientRun.Real(["run", .. run, "--trace", file.Path]);
        Assert.True(client.ExitCode == 0, client.Error);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(file.Path));
        return
        [
            .. json.RootElement.GetProperty("resourceSpans").EnumerateArray()
                .SelectMany(one => one.GetProperty("scopeSpans").EnumerateArray())
                .SelectMany(scope => scope.GetProperty("spans").EnumerateArray()).Select(span => span.Clone()),
        ];
    }

    private static string Text(JsonElement one, string name) => one.GetProperty(name).GetString()!;

    private static int Number(JsonElement one, string name) => one.GetProperty(name).GetInt32();

    private static string Name(JsonElement span) => Text(span, "name");

    private static int Status(JsonElement span) =>
        span.TryGetProperty("status", out JsonElement status) && status.TryGetProperty("code", out JsonElement code) ? code.GetInt32() : 0;

    private static IEnumerable<JsonElement> Links(JsonElement span) =>
        span.TryGetProperty("links", out JsonElement links) ? links.EnumerateArray() : [];

    private static string? Why(JsonElement link) => Attribute(link, "link.reason");

    private static string? Attribute(JsonElement one, string key)
    {
        if (!one.TryGetProperty("attributes", out JsonElement attributes)) return null;
        foreach (JsonElement attribute in attributes.EnumerateArray())
        {
            if (attribute.GetProperty("key").GetString() != key) continue;
            JsonElement value = attribute.GetProperty("value").EnumerateObject().First().Value;
            return value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText();
        }

        return null;
    }
}
