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
        Assert.Equal(2, Run("{\"id\":\"a\",\"steps\":[]}\n\n" + line));
        Assert.StartsWith($"{_path}:3: ", _error.ToString(), StringComparison.Ordinal);
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
            {"id":"odd","device":"pit","steps":[{"op":"frobnicate","obs":1},{"op":"outb","a":70000,"v":-1},{"op":"outl","a":32,"v":4294967295},
            {"op":"inl","a":999999,"obs":0},{"op":"readq","a":18446744073709551615,"obs":0},{"op":"writeq","a":4273995776,"v":1},{"op":"readw","a":4273995777},
            {"op":"line","chip":"none","pin":-3,"v":9},{"op":"line","chip":"ioapic","pin":4000000000,"v":1},{"op":"clock_step","ns":9223372036854775807},
            {"op":"clock_step","ns":5},{"op":"clock_next"},{"op":"lapic","cpu":77,"obs":{}},{"op":"accept","cpu":5,"obs":-1},{"op":"wrmsr","msr":27,"v":1.5,"cpu":0,"obs":"gp"},
            {"op":"rdmsr","msr":"x","cpu":-1},{},7,null,{"op":"if_window","taken":[]},{"op":"lapic_bits","a":4080,"obs":[]},{"op":"spin","v":18446744073709551615}]}
            """;
        Assert.Equal(0, Run(vector.ReplaceLineEndings("")));
        string[] lines = _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        using JsonDocument first = JsonDocument.Parse(lines[0]);
        Assert.Equal("frobnicate", first.RootElement.GetProperty("firstMismatch").GetProperty("op").GetString());
        Assert.Equal(8, first.RootElement.GetProperty("observations").GetArrayLength());
    }

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
