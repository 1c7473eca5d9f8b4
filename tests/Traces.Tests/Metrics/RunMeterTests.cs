using System.Diagnostics.Metrics;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Traces.Metrics;

namespace Tickstorm.Tests.Metrics;

public class RunMeterTests
{
    [Theory]
    [InlineData(100, 1)]
    [InlineData(1000, 6)]
    public void Of_a_run_with_many_ticks_histograms_take_every_nth_and_counters_all(long milliseconds, long share)
    {
        Scenario scenario = new()
        {
            Name = "many", Machine = new MachineShape { Cpus = 512 }, Run = new RunPlan { DurationNs = milliseconds * 1_000_000 },
            Tick = new TickSetup { Hz = 1000 },
        };
        DesignResult result = Simulator.Run(scenario, "native-lapic", new EngineOptions());
        using RunMeter meter = new();
        long handled = 0, latencies = 0;
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, to) =>
        {
            if (instrument.Meter.Name == RunMeter.Name) to.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            if (instrument.Name == "tickstorm.ticks" && tags.ToArray().Any(tag => tag.Value is "handled")) handled += value;
        });
        listener.SetMeasurementEventCallback<double>((instrument, _, _, _) =>
        {
            if (instrument.Name == "tickstorm.tick.latency") latencies++;
        });
        listener.Start();
        meter.Record(result);
        Assert.Equal(result.Ticks.Handled, handled);
        long[] counts = [.. result.LatencyBuckets.Select(bucket => bucket.Count)];
        Assert.Equal(share, Math.Max(1, (counts.Sum() + RunMeter.MostRecords - 1) / RunMeter.MostRecords));
        // What is rare is there.
        Assert.InRange(latencies, counts.Sum() / share, counts.Sum() / share + counts.Length + 1);
    }
}
