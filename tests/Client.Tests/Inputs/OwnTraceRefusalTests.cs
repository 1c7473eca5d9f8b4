using System.Text.RegularExpressions;

namespace Tickstorm.Tests.Inputs;

/// <summary>What a trace of ours cannot say is refused by its place.</summary>
public sealed class OwnTraceRefusalTests : IDisposable
{
    private readonly TempFile _file = new("x.ftrace");

    public void Dispose() => _file.Dispose();

    [Theory]
    [InlineData("\"cpus\":4", "\"cpus\":999999999", "a run of 999999999 CPUs; 1 to 1,000,000 were expected")]
    [InlineData("\"hz\":1000,", "\"hz\":0,", "0 ticks per second; 1 to 1,000,000 were expected")]
    [InlineData("peer=\\d+", "peer=999999999", "CPU 999999999 as the other one; 0 to 999999 was expected")]
    [InlineData("run_info: \\{", "run_info: ", "run_info is no description of a run; a line as Tickstorm writes it was expected")]
    [InlineData("tick_raised: interrupt=", "tick_raised: x=",
        "tick_raised lacks the fields from interrupt= to seq=; a line as .* was expected")]
    public void A_number_that_no_run_has_is_named(string sound, string odd, string sentence)
    {
        Assert.Equal(0, ClientRun.Real("run", "irq0-2007", "--design", "irq0-edge", "--cpus", "4", "--trace", _file.Path).ExitCode);
        string text = File.ReadAllText(_file.Path), changed = new Regex(sound).Replace(text, odd, 1);
        Assert.NotEqual(text, changed);
        File.WriteAllText(_file.Path, changed);
        ClientRun run = ClientRun.Of("analyze", _file.Path);
        Assert.Matches($"^{Regex.Escape(_file.Path)}: line \\d+, offset \\d+: {sentence}\n$", run.Error);
        Assert.Equal(2, run.ExitCode);
    }

    [Fact]
    public void A_text_of_OTLP_that_is_no_UTF_8_is_named()
    {
        using TempFile file = new("x.otlp.json");
        Assert.Equal(0, ClientRun.Real("run", "irq0-2007", "--design", "irq0-edge", "--cpus", "4", "--trace", file.Path).ExitCode);
        byte[] bytes = File.ReadAllBytes(file.Path);
        bytes[bytes.AsSpan().IndexOf("irq0-edge"u8)] = 0xff;
        File.WriteAllBytes(file.Path, bytes);
        ClientRun run = ClientRun.Of("analyze", file.Path);
        Assert.Matches($"^{Regex.Escape(file.Path)}: (line 1, )?offset \\d+: .*UTF-8.*; OTLP JSON was expected\n$", run.Error);
        Assert.Equal(2, run.ExitCode);
    }
}
