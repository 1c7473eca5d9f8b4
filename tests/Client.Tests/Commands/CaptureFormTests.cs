namespace Tickstorm.Tests.Commands;

/// <summary>Every form of capture that help names is taken, and a name says a format where one is written.</summary>
public class CaptureFormTests
{
    [Theory]
    [InlineData("61_tc_v7_lost2.dat")]
    [InlineData("61_perf_mono.data.gz")]
    [InlineData("61_ft_uptime.txt.gz")]
    public void A_capture_of_any_form_gives_a_scenario(string name)
    {
        ClientRun run = ClientRun.Of("calibrate", Path.Combine(Repository.Root, "tests/Traces.Tests/data/recordings", name), "--out", "-");
        Assert.True(run.ExitCode == 0, run.Error);
        // The comments say where it is from, and what could not be seen.
        Assert.StartsWith($"# Calibrated from {name}: ", run.Output);
        Assert.Contains("\n# - kernel: a capture does not name its version", run.Output, StringComparison.Ordinal);
        Assert.Contains("\nname: ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_simulated_trace_gives_no_scenario_and_names_its_format_when_it_is_converted()
    {
        using TempFile file = new("a.dat");
        Assert.Equal(0, ClientRun.Real("run", "irq0-2007", "--cpus", "2", "--design", "irq0-edge", "--trace", file.Path).ExitCode);
        ClientRun calibrated = ClientRun.Of("calibrate", file.Path, "--out", "-");
        Assert.Equal(2, calibrated.ExitCode);
        Assert.Contains("the trace is a simulation's own", calibrated.Error, StringComparison.Ordinal);
        string other = Path.ChangeExtension(file.Path, "pftrace");
        Assert.Equal(0, ClientRun.Of("convert", file.Path, "--out", other).ExitCode);
        Assert.StartsWith("perfetto: ", ClientRun.Of("analyze", other).Output);
    }

    [Fact]
    public void What_is_outside_of_a_capture_is_no_silent_nothing()
    {
        string capture = Path.Combine(Repository.Root, "tests/Traces.Tests/data/39_smp4_skew_tick_nohz_off_icount.txt.gz");
        ClientRun run = ClientRun.Of("analyze", capture, "--cpu", "9");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("no event of it is within --cpu, --from and --to", run.Error, StringComparison.Ordinal);
    }
}
