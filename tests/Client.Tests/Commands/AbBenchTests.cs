using System.Text.Json;

namespace Tickstorm.Tests.Commands;

public class AbBenchTests
{
    [Fact]
    public void A_build_against_itself_has_equal_digests()
    {
        ClientRun run = ClientRun.Real(
            "bench", "ab", "--against", AppContext.BaseDirectory, "--bench", "tick:64,ipi:200,phold:64", "--threads", "1", "--pairs", "1",
            "--repeat", "1", "--json", "-");
        Assert.True(run.ExitCode == 0, run.Error);
        JsonElement results = JsonDocument.Parse(run.Output).RootElement.GetProperty("results");
        Assert.Equal(3, results.GetArrayLength());
        foreach (JsonElement result in results.EnumerateArray())
        {
            Assert.True(result.GetProperty("digestsEqual").GetBoolean());
            Assert.True(result.GetProperty("ratio").GetProperty("median").GetDouble() > 0);
        }
    }

    [Theory]
    [InlineData("/nowhere", "tick", "no build is there")]
    [InlineData(null, "no-such-scenario", "no-such-scenario")]
    public void What_cannot_be_compared_is_said(string? against, string bench, string problem)
    {
        ClientRun run = ClientRun.Real("bench", "ab", "--against", against ?? AppContext.BaseDirectory, "--bench", bench, "--pairs", "1");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(problem, run.Error, StringComparison.Ordinal);
    }
}
