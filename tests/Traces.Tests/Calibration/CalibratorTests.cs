using System.Text;
using Tickstorm.Scenarios;
using Tickstorm.Traces.Calibration;
using Tickstorm.Traces.Formats;

namespace Tickstorm.Tests.Calibration;

public sealed class CalibratorTests
{
    [Fact]
    public void A_default_machine_gives_its_cpus_rate_phases_busy_cpus_and_handler_times()
    {
        CalibrationResult result = Calibrator.Calibrate(Samples.Path(Samples.Busy1));

        Assert.Equal(4, result.Scenario.Machine.Cpus);
        Assert.Equal(250, result.Scenario.Tick.Hz);
        Assert.Equal(TickMode.OneShot, result.Scenario.Tick.Mode);
        Assert.True(result.Scenario.Tick.NoHz);
        Assert.Equal([0], result.Scenario.Workload.BusyList!);
        Assert.Equal([0, 0, 0, 0], result.Scenario.Tick.PhaseList!);
        Assert.Equal([627, 21, 27, 383], result.Facts.TimerInterrupts);
        Assert.Equal(11_935, result.Facts.Events);
        Near.Equal(112_000, Median(result.Facts.LocalHandlerNs.Select(cpu => cpu.P50)));
        Near.Equal(464_000, Median(result.Facts.LocalHandlerNs.Select(cpu => cpu.P99)));
        Assert.Equal(5_048_000, result.Facts.LocalHandlerNs.Max(cpu => cpu.Max));
        Assert.Null(Median(result.Facts.LineHandlerNs.Select(cpu => cpu.P50)));
        Near.Equal(2_043_000_000, result.Scenario.Run.DurationNs, 0.1);
    }

    [Fact]
    public void Without_local_timers_cpu_0_is_calibrated_from_the_handler_of_the_timer_line()
    {
        CalibrationResult result = Calibrator.Calibrate(Samples.Path(Samples.NoLapicTimer));

        Assert.Equal(250, result.Scenario.Tick.Hz);
        Assert.Equal(TickMode.Periodic, result.Scenario.Tick.Mode);
        Assert.False(result.Scenario.Tick.NoHz);
        Assert.Equal([0, 1], result.Scenario.Workload.BusyList!);
        Assert.Equal([423, 355, 367, 384], result.Facts.TimerInterrupts);
        Near.Equal(64_000, Median(result.Facts.LocalHandlerNs.Select(cpu => cpu.P50)));
        Near.Equal(248_000, Median(result.Facts.LineHandlerNs.Select(cpu => cpu.P50)));
        Near.Equal(2_678_000, Median(result.Facts.LineHandlerNs.Select(cpu => cpu.P99)));
        Assert.Equal(6_472_000, result.Facts.LineHandlerNs.Max(cpu => cpu.Max));
        // Longer ones are time that was stolen.
        Assert.InRange(result.Scenario.Tick.Handler.MaxNs, 300_000, 500_000);
    }

    [Fact]
    public void Skewed_ticks_keep_the_offsets_that_the_kernel_gave_them()
    {
        CalibrationResult result = Calibrator.Calibrate(Samples.Path(Samples.SkewTick));

        Assert.Equal([0, 500_000, 1_000_000, 1_500_000], result.Scenario.Tick.PhaseList!);
        Assert.False(result.Scenario.Tick.NoHz);
        Assert.Equal([0, 1], result.Scenario.Workload.BusyList!);
        Near.Equal(21_000, Median(result.Facts.LocalHandlerNs.Select(cpu => cpu.P50)));
        Near.Equal(608_000, Median(result.Facts.LocalHandlerNs.Select(cpu => cpu.P99)));
        Assert.Equal(1_095_000, result.Facts.LocalHandlerNs.Max(cpu => cpu.Max));
    }

    [Fact]
    public void A_cpu_without_any_event_is_taken_as_idle_and_said_to_be()
    {
        CalibrationResult result = Calibrator.Calibrate(Samples.Path(Samples.NoHzFull));

        Assert.Equal([0], result.Scenario.Workload.BusyList!);
        Assert.Equal([398, 0, 2, 5], result.Facts.TimerInterrupts);
        Assert.Contains(result.Notes, note => note.StartsWith("cpu 1: no event", StringComparison.Ordinal));
    }

    // The figures measured beside the captures are medians over CPUs of each CPU's percentiles.
    private static long? Median(IEnumerable<long?> perCpu)
    {
        long[] known = [.. perCpu.OfType<long>().Order()];
        return known.Length == 0 ? null : known[known.Length / 2];
    }

    [Fact]
    public void The_weights_of_the_handler_table_are_the_counts_of_the_capture_up_to_an_eighth_of_a_period()
    {
        CalibrationResult result = Calibrator.Calibrate(Samples.Path(Samples.Busy1));

        Assert.InRange(result.Scenario.Tick.Handler.Entries.Count, 20, 256);
        Assert.Equal(1_013, result.Scenario.Tick.Handler.Entries.Sum(entry => entry.Weight));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("# tracer: nop\n#\n", "no event")]
    [InlineData("# tracer: nop\n  busy-1 [000] d.h. 1.000001: local_timer_entry: vector=236\n", "too few timer interrupts")]
    [InlineData("# tracer: nop\n  busy-1 [000] d.h. 1.000001: x: y=1\n  busy-1 000 garbage\n", "too few timer interrupts")]
    [InlineData("# tracer: nop\n  busy-1 [000] d.h. 123456: x: y=1\n", "line 2, offset 14: the time stamps are of a clock")]
    public void Input_that_is_no_capture_is_refused_with_its_place(string text, string message)
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(text));
        TraceFormatException fault = Assert.Throws<TraceFormatException>(() => Calibrator.Calibrate(stream, "given.txt"));
        Assert.Contains("given.txt", fault.Message, StringComparison.Ordinal);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cut_gzip_file_is_refused()
    {
        byte[] whole = File.ReadAllBytes(Samples.Path(Samples.Busy1));
        using MemoryStream stream = new(whole, 0, whole.Length / 2);
        TraceFormatException fault = Assert.Throws<TraceFormatException>(() => Calibrator.Calibrate(stream, "cut.gz"));
        Assert.Contains("line ", fault.Message, StringComparison.Ordinal);
    }
}
