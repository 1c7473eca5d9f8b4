using System.Text.Json;
using Tickstorm.Client.Commands;
using Tickstorm.Client.Replay;

namespace Tickstorm.Tests.Replay;

public sealed class ReplayRunnerTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();
    private readonly StringWriter _output = new(), _error = new();

    public void Dispose() => File.Delete(_path);

    private int Run(string text, params (string Key, string Value)[] options)
    {
        File.WriteAllText(_path, text);
        return ReplayRunner.Run(_path, options.ToDictionary(o => o.Key, o => o.Value), json: true, _output, _error);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[1]")]
    [InlineData("{\"id\":\"x\"}")]
    public void A_file_that_is_no_vectors_is_refused_with_its_line(string line)
    {
        Assert.Equal(2, Run("{\"id\":\"a\",\"steps\":[{\"op\":\"cr8_r\"}]}\n\n" + line));
        Assert.StartsWith($"{_path}:3: ", _error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"id\":", "not JSON: .*; one JSON object a line was expected")]
    [InlineData("null", "not an object; one JSON object a line was expected")]
    [InlineData("{\"id\":\"x\"}", "no array \"steps\"; .*\"steps\": \\[.* was expected")]
    [InlineData("{\"steps\":[]}", "it has no steps; at least one was expected")]
    [InlineData("{\"steps\":[{\"op\":\"fly\"}]}", "step 0 has the op \"fly\"; outb, outw, .* were expected")]
    [InlineData("{\"steps\":[{\"op\":\"cr8_r\"},{}]}", "step 1 has no \"op\"; outb, outw, .* were expected")]
    [InlineData("{\"device\":\"toaster\",\"steps\":[{\"op\":\"inb\"}]}", "there is no device \"toaster\"; pic, pit, .* were expected")]
    [InlineData("{\"smp\":0,\"steps\":[{\"op\":\"inb\"}]}", "smp is 0; 1 to 256 was expected")]
    [InlineData("{\"smp\":2147483647,\"steps\":[{\"op\":\"inb\"}]}", "smp is 2147483647; 1 to 256 was expected")]
    [InlineData("{\"apicHz\":-5,\"steps\":[{\"op\":\"inb\"}]}", "apicHz is -5; 1 to 1000000000000 was expected")]
    [InlineData("{\"id\":\"\\ud800\",\"steps\":[{\"op\":\"inb\"}]}", "a text has half a character; whole ones were expected")]
    [InlineData("{\"device\":\"pit\",\"watch\":\"pic0\",\"steps\":[{\"op\":\"outb\",\"a\":67,\"v\":52},{\"op\":\"outb\",\"a\":64,\"v\":2},"
        + "{\"op\":\"outb\",\"a\":64,\"v\":0},{\"op\":\"clock_step\",\"ns\":99000000000}]}",
        "with step 3 there are more than 65536 edges and messages; fewer were expected")]
    public void What_nobody_can_carry_out_is_refused_with_what_would_be_right(string line, string sentence)
    {
        Assert.Equal(2, Run("\n" + line));
        Assert.Matches($"^{System.Text.RegularExpressions.Regex.Escape(_path)}:2: {sentence}\n$", _error.ToString());
    }

    [Fact]
    public void A_file_without_vectors_is_refused_and_a_mismatch_is_1()
    {
        Assert.Equal(2, Run("\n\n"));
        Assert.Matches(": the file holds no vector; one JSON object a line was expected\n$", _error.ToString());
        Assert.Equal(0, Run("""{"device":"pic","steps":[{"op":"inb","a":33,"obs":0}]}"""));
        Assert.Equal(1, Run("""{"device":"pic","steps":[{"op":"inb","a":33,"obs":1}]}"""));
    }

    [Fact]
    public void A_missing_file_and_an_unknown_option_are_refused()
    {
        Assert.Equal(2, ReplayRunner.Run("/no/such/file", new Dictionary<string, string>(), false, _output, _error));
        Assert.Equal(2, Run("", ("quirks", "maybe")));
        Assert.Contains("quirks=auto|none|qemu", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_the_steps_say_there_is_an_answer()
    {
        const string vector = """
            {"id":"odd","device":"pic","steps":[{"op":"clock_next","obs":1},{"op":"outb","a":70000,"v":-1},{"op":"outl","a":32,"v":4294967295},
            {"op":"inl","a":999999,"obs":0},{"op":"readq","a":18446744073709551615,"obs":0},{"op":"writeq","a":4273995776,"v":1},{"op":"readw","a":4273995777},
            {"op":"line","chip":"none","pin":-3,"v":9},{"op":"line","chip":"ioapic","pin":4000000000,"v":1},{"op":"clock_step","ns":900},
            {"op":"clock_step","ns":5},{"op":"clock_next"},{"op":"lapic","cpu":77,"obs":{}},{"op":"accept","cpu":5,"obs":-1},{"op":"wrmsr","msr":27,"v":1.5,"cpu":0,"obs":"gp"},
            {"op":"rdmsr","msr":"x","cpu":-1},{"op":"if_window","taken":[]},{"op":"lapic_bits","a":4080,"obs":[]},{"op":"spin","v":3}]}
            """;
        Assert.Equal(1, Run(vector.ReplaceLineEndings("")));
        string[] lines = _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        using JsonDocument first = JsonDocument.Parse(lines[0]);
        Assert.Equal("clock_next", first.RootElement.GetProperty("firstMismatch").GetProperty("op").GetString());
        Assert.Equal(8, first.RootElement.GetProperty("observations").GetArrayLength());
    }

    [Fact]
    public void Time_ends_where_its_numbers_do() => Assert.Equal(0, Run("""
        {"device":"lapic","steps":[{"op":"spin","v":18446744073709551615},{"op":"clock_step","ns":9223372036854775807},{"op":"cr8_r","obs":0}]}
        """));

    [Fact]
    public void Check_timer_prints_a_line_for_each_board()
    {
        ClientRun run = ClientRun.Of("run", CheckTimerCommand.Scenario, "--json", "-");
        Assert.Equal(0, run.ExitCode);
        string[] lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.NotEqual(0, JsonDocument.Parse(line).RootElement.GetProperty("steps").GetArrayLength()));
        Assert.True(lines.Length > 10);
    }
}
