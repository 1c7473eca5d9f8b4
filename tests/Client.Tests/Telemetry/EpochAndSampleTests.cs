using System.Globalization;
using System.Text.Json;

namespace Tickstorm.Tests.Telemetry;

/// <summary>When the spans of a file are, and of which interrupts they are.</summary>
public sealed class EpochAndSampleTests
{
    private const long NsOfASecond = 1_000_000_000;

    [Theory]
    [InlineData("2007", "2007-03-08T00:00:00Z")]
    [InlineData("2026-11-26T08:00:00Z", "2026-11-26T08:00:00Z")]
    [InlineData("2026-11-26T09:00:00+01:00", "2026-11-26T08:00:00Z")]
    public void Virtual_time_0_is_when_the_epoch_says(string epoch, string expected)
    {
        long zero = DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture).ToUnixTimeSeconds();
        Assert.Equal(zero, First(Spans("--epoch", epoch)) / NsOfASecond);
    }

    [Fact]
    public void A_file_is_of_2007_unless_it_is_to_be_of_now()
    {
        DateTimeOffset before = DateTimeOffset.UtcNow;
        Assert.Equal(First(Spans("--epoch", "2007")), First(Spans()));
        long now = First(Spans("--epoch", "now")) / NsOfASecond;
        Assert.InRange(now, before.ToUnixTimeSeconds(), DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 1);
    }

    [Fact]
    public void A_conversion_has_the_epoch_that_it_is_given()
    {
        using TempFile trace = new("a.dat"), converted = new("a.otlp.json");
        ClientRun run = ClientRun.Real("run", "irq0-2007", "--cpus", "8", "--design", "irq0-edge", "--trace", trace.Path);
        Assert.True(run.ExitCode == 0, run.Error);
        ClientRun convert = ClientRun.Real("convert", trace.Path, "--out", converted.Path, "--epoch", "2026-11-26T08:00:00Z");
        Assert.True(convert.ExitCode == 0, convert.Error);
        Assert.Equal(First(Spans("--epoch", "2026-11-26T08:00:00Z")), First(Read(converted.Path)));
    }

    [Theory]
    [InlineData("--epoch", "yesterday", "now, 2007 or a time as in 2026-11-26T08:00:00Z")]
    [InlineData("--epoch", "2026-11-26", "now, 2007 or a time as in 2026-11-26T08:00:00Z")]
    [InlineData("--trace-sample", "1/0", "anomalies, all or 1/N, as in 1/100")]
    [InlineData("--trace-sample", "some", "anomalies, all or 1/N, as in 1/100")]
    public void What_is_neither_is_refused_with_what_would_be_right(string option, string value, string right)
    {
        using TempFile trace = new("a.otlp.json");
        ClientRun run = ClientRun.Real("run", "irq0-2007", option, value, "--trace", trace.Path);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"{option} has \"{value}\"", run.Error, StringComparison.Ordinal);
        Assert.Contains(right, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sample_has_all_anomalies_and_a_part_of_the_rest()
    {
        int all = Traces("--trace-sample", "all"), some = Traces("--trace-sample", "1/3"), anomalies = Traces("--trace-sample", "anomalies");
        Assert.InRange(some, anomalies + 1, all - 1);
        Assert.Equal(Errors("--trace-sample", "all"), Errors("--trace-sample", "anomalies"));
        Assert.Equal(Errors("--trace-sample", "all"), Errors("--trace-sample", "1/3"));
    }

    private static int Traces(params string[] options) =>
        Spans(options).Select(span => span.GetProperty("traceId").GetString()).Distinct().Count();

    private static int Errors(params string[] options) =>
        Spans(options).Count(span => span.TryGetProperty("status", out JsonElement status) && status.TryGetProperty("code", out _));

    private static long First(IEnumerable<JsonElement> spans) =>
        spans.Min(span => long.Parse(span.GetProperty("startTimeUnixNano").GetString()!, CultureInfo.InvariantCulture));

    private static JsonElement[] Spans(params string[] options)
    {
        using TempFile trace = new("a.otlp.json");
        ClientRun run = ClientRun.Real(
            ["run", "irq0-2007", "--cpus", "8", "--design", "irq0-edge", "--trace", trace.Path, .. options]);
        Assert.True(run.ExitCode == 0, run.Error);
        return Read(trace.Path);
    }

    private static JsonElement[] Read(string path) =>
        [.. JsonDocument.Parse(File.ReadAllText(path)).RootElement.GetProperty("resourceSpans").EnumerateArray()
            .SelectMany(resource => resource.GetProperty("scopeSpans").EnumerateArray())
            .SelectMany(scope => scope.GetProperty("spans").EnumerateArray())];
}
