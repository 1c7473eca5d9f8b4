using System.Text.Json;
using Tickstorm.Traces.Analysis;
using Tickstorm.Traces.Calibration;

namespace Tickstorm.Tests.Files;

/// <summary>Captures of one kernel under many timer set-ups against counts that share nothing with the project.</summary>
/// <remarks>Most are packed by xz.</remarks>
public sealed class CaptureTruthTests
{
    private static readonly JsonElement s_truth =
        JsonDocument.Parse(File.ReadAllBytes(Samples.Path("captures/truth.json"))).RootElement;

    public static TheoryData<string> Files => [.. s_truth.EnumerateObject().Select(file => file.Name)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Events_rate_timer_interrupts_and_missed_ticks_are_those_of_the_capture(string file)
    {
        AnalysisResult result = TraceAnalyzer.Analyze(Samples.Path(file));
        JsonElement truth = s_truth.GetProperty(file);

        Assert.Equal(truth.GetProperty("events").GetInt64(), result.Source.Events);
        Assert.Equal(250, result.Hz);
        Assert.DoesNotContain(result.Cpus, cpu => cpu.SilentSinceNs is not null);
        foreach (JsonElement cpu in truth.GetProperty("cpus").EnumerateArray())
        {
            CpuAnalysis found = result.Cpus.Single(one => one.Cpu == cpu.GetProperty("cpu").GetInt32());
            Assert.Equal(cpu.GetProperty("timer").GetInt64(), found.TimerInterrupts);
            // Of a CPU that may skip ticks the times of its ticks do not tell how many were due.
            if (cpu.GetProperty("missed").ValueKind != JsonValueKind.Number) continue;
            long missed = cpu.GetProperty("missed").GetInt64(), tolerance = Math.Max(3, missed / 20);
            Assert.InRange(found.Missed!.Value, missed - tolerance, missed + tolerance);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_scenario_taken_from_a_capture_has_the_rate_that_its_analysis_has(string file) =>
        Assert.Equal(250, Calibrator.Calibrate(Samples.Path(file)).Scenario.Tick.Hz);

    [Theory]
    [InlineData("recordings/61_tc_v6.dat.gz")]
    [InlineData("recordings/61_perf_mono.data.gz")]
    [InlineData("recordings/arm64_612_tc.dat")]
    [InlineData("recordings/61_tc_function.dat")]
    [InlineData("recordings/612_smp8_periodic_ft.txt.gz")]
    public void A_scenario_is_taken_from_any_format(string file) =>
        Assert.Equal(250, Calibrator.Calibrate(Samples.Path(file)).Scenario.Tick.Hz);
}
