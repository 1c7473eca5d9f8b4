using System.Text.Json;

namespace Tickstorm.Tests.Commands;

public class TraceBenchTests
{
    [Fact]
    public void The_cost_of_a_trace_is_measured_against_a_run_without_one()
    {
        ClientRun run = ClientRun.Real("bench", "trace", "--cpus", "8", "--repeat", "1", "--json", "-");
        Assert.Equal(0, run.ExitCode);
        JsonElement result = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal("trace", result.GetProperty("bench").GetString());
        // 200 ms of 8 CPUs at 1000 Hz: at least six records each tick.
        Assert.InRange(result.GetProperty("records").GetInt64(), 6 * 8 * 199, 20 * 8 * 200);
        Assert.True(result.GetProperty("recordsPerSecond").GetDouble() > 0);
    }
}
