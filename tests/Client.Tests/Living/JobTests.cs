using System.Text.Json;

namespace Tickstorm.Tests.Living;

/// <summary>A bulk-synchronous job among ticks: os-noise, as run, sweep and CSV show it.</summary>
public class JobTests
{
    // A step of 100 us and a barrier of 4 us; a tick takes 5.1 us of the CPU that it interrupts.
    private const double Step = 100_000, Barrier = 4_000, Tick = 5_100, Period = 1_000_000;

    [Theory]
    [InlineData(4)]
    [InlineData(1024)]
    public void Aligned_ticks_disturb_one_step_in_ten_however_many_cpus(int cpus) =>
        Assert.Equal(1 + Tick / (Period - Tick), Slowdown(cpus, "aligned"), 0.0008);

    // A step is as long as that of whoever is interrupted: with random phases somebody is with probability 1 - (1 - (S + H) / T)^N.
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(16)]
    [InlineData(1024)]
    public void Random_phases_disturb_each_step_when_there_are_cpus_enough(int cpus)
    {
        double hit = 1 - Math.Pow(1 - (Step + Tick) / Period, cpus);
        Assert.Equal(1 + Tick * hit / (Step + Barrier), Slowdown(cpus, "random"), 0.009);
    }

    [Fact]
    public void Noise_grows_with_the_machine_and_aligned_ticks_end_that()
    {
        double[] skewed = [.. new[] { 4, 16, 64 }.Select(cpus => Slowdown(cpus, "random"))];
        Assert.Equal(skewed.Order(), skewed);
        Assert.True(skewed[^1] > Slowdown(64, "aligned") + 0.03);
    }

    [Fact]
    public void A_sweep_shows_it_and_its_csv_has_it()
    {
        using TempFile csv = new("noise.csv"), page = new("noise.html");
        ClientRun run = ClientRun.Real(
            ["sweep", "os-noise", "--over", "cpus=4..64x4", "--over", "phases=aligned,skewed", "--duration", "20ms", "--csv", csv.Path,
            "--report", page.Path]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("job.slowdown", run.Output, StringComparison.Ordinal);
        string[] lines = File.ReadAllLines(csv.Path);
        int at = Array.IndexOf(lines[0].Split(','), "jobSlowdown");
        Assert.Equal(7, lines.Length);
        Assert.All(lines[1..], line => Assert.StartsWith("1.0", line.Split(',')[at], StringComparison.Ordinal));
        Assert.Contains("job&#39;s time", File.ReadAllText(page.Path), StringComparison.Ordinal);
    }

    private static double Slowdown(int cpus, string phases)
    {
        ClientRun run = ClientRun.Real(["run", "os-noise", "--cpus", $"{cpus}", "--phases", phases, "--json", "-"]);
        Assert.True(run.ExitCode == 0, run.Error);
        JsonElement job = JsonDocument.Parse(run.Output).RootElement.GetProperty("designs")[0].GetProperty("job");
        Assert.InRange(job.GetProperty("steps").GetInt32(), 900, 965);
        return job.GetProperty("slowdown").GetDouble();
    }
}
