using System.Diagnostics.Metrics;
using Tickstorm.Results;
using Tickstorm.Simulation;
using Tickstorm.Traces.Metrics;

namespace Tickstorm.Tests.Metrics;

/// <summary>Histograms of runs take values one by one.</summary>
public class RunMeterTests
{
    [Fact]
    public void Of_a_run_of_billions_of_ticks_a_histogram_takes_a_million_values_and_some_of_each_bucket()
    {
        Dictionary<double, int> taken = Latencies([(100, 3_000_000_000), (200, 1_000_000_000), (300, 7)]);
        Assert.Equal((750_000, 250_000, 1), (taken[100], taken[200], taken[300]));
    }

    [Fact]
    public void Of_a_smaller_run_it_takes_each()
    {
        Dictionary<double, int> taken = Latencies([(100, 1000), (200, 0), (300, 7)]);
        Assert.Equal((1000, 7, 2), (taken[100], taken[300], taken.Count));
    }

    // How many values of each, ns.
    private static Dictionary<double, int> Latencies((long, long)[] buckets)
    {
        DesignResult run = Simulator.Run(TracedRuns.Busy(cpus: 2), "native-lapic", new EngineOptions { Kind = "sequential" });
        Dictionary<double, int> taken = [];
        using RunMeter meter = new();
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, all) =>
        {
            if (instrument.Meter.Name == RunMeter.Name && instrument.Name == "tickstorm.tick.latency") all.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((_, value, tags, _) =>
        {
            foreach (KeyValuePair<string, object?> tag in tags)
                if (tag is { Key: "scenario", Value: "of-buckets" }) taken[Math.Round(value * 1e9)] = taken.GetValueOrDefault(Math.Round(value * 1e9)) + 1;
        });
        listener.Start();
        meter.Record(run with { Scenario = "of-buckets", LatencyBuckets = buckets, Worst = null });
        return taken;
    }
}
