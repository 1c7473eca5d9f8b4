using System.Text.Json;
using Tickstorm.Client.Output;
using Tickstorm.Client.Shell;
using Tickstorm.Contracts.Fabric;
using Tickstorm.Contracts.Runs;
using Tickstorm.Results;
using Tickstorm.Scenarios;

namespace Tickstorm.Client.Cluster;

/// <summary>What bench cluster measured for one number of silos and one window length; rates are the median repeat's.</summary>
internal sealed record ClusterMeasure(
    int Silos, long WindowNs, long TimerInterrupts, double MinSeconds, double MaxSeconds, RunProgress Median, double WholeSeconds,
    long BytesBefore, long PeakBytes, int Cpus, string Digest)
{
    // What is told of the cost is of the last epoch.
    private double Seconds => Median.Epoch > 1 ? WholeSeconds : Median.Cost.Seconds;

    private double TimerInterruptsPerSecond => TimerInterrupts / Seconds;

    private double TurnsPerSecond => Median.Turns / Seconds;

    // Orleans, serialisation, the fabric and the collector: all that is not the model. The model's time is by the clock, so that this is
    // the least; null where threads waited so long for a processor that it says nothing.
    private double? OverheadShare =>
        Median.Cost.CpuSeconds <= Median.Cost.ModelSeconds ? null : 1 - Median.Cost.ModelSeconds / Median.Cost.CpuSeconds;

    private double BytesPerCpu => (double)(PeakBytes - BytesBefore) / Cpus;

    // Of one silo. An epoch's own, as its windows are not: null where there were several.
    private double? AllocatedPerWindow =>
        Median.Epoch > 1 || Median.Windows == 0 ? null : (double)Median.Cost.AllocatedBytes / Median.Windows / Silos;

    // The same of the second half, in which tables have grown as far as they will.
    private double? AllocatedPerLateWindow
    {
        get
        {
            long windows = Median.Windows - Median.Cost.EarlyWindows;
            return Median.Epoch > 1 || windows <= 0
                ? null : (double)(Median.Cost.AllocatedBytes - Median.Cost.EarlyAllocatedBytes) / windows / Silos;
        }
    }

    private double CheckpointShare => Median.Cost.CheckpointSeconds / (Median.Cost.CheckpointSeconds + Seconds);

    // Of the silos' wall time: the model with the barriers among a silo's workers, batches, waiting for the others, and what lies between
    // the leader's orders. Null where grains execute.
    private (double Model, double Exchange, double Waiting, double Orders)? Split
    {
        get
        {
            SpanTimes times = Median.Cost.Times;
            double all = Median.Cost.Seconds * 1e9 * Silos;
            if (times.ConductedNs == 0 || all <= 0) return null;
            return ((times.ConductedNs - times.ExchangedNs - times.WaitedNs) / all, times.ExchangedNs / all, times.WaitedNs / all,
                1 - times.ConductedNs / all);
        }
    }

    private double BytesPerBatch => Silos == 1 ? 0 : (double)Median.BytesSent / (Median.Rounds * Silos * (Silos - 1));

    /// <summary>Takes the median of some runs.</summary>
    public static ClusterMeasure Of(
        int silos, long windowNs, int cpus, List<TrialRun> runs, long bytesBefore, long peakBytes)
    {
        TrialRun[] sorted = [.. runs.OrderBy(r => r.End.Cost.Seconds)];
        (DesignResult result, RunProgress end, double whole) = sorted[sorted.Length / 2];
        return new ClusterMeasure(
            silos, windowNs, result.Ticks.Raised, sorted[0].End.Cost.Seconds, sorted[^1].End.Cost.Seconds, end, whole, bytesBefore,
            peakBytes, cpus, result.Digest!);
    }

    /// <summary>For people.</summary>
    public void Print(ClientContext context)
    {
        string window = WindowNs == 0 ? "adaptive windows" : $"windows of {WindowNs / 1e6:0.###} ms";
        Prose.Write(
            context, $"{Silos} silo{(Silos == 1 ? "" : "s")}, {window}: "
            + $"{TimerInterruptsPerSecond / 1e6:0.00} million timer interrupts per second, "
            + $"{Median.Committed / Seconds / 1e6:0.00} million events, {TurnsPerSecond / 1e3:0} thousand turns");
        Prose.Write(
            context, $"  {Seconds:0.000} s ({MinSeconds:0.000} to {MaxSeconds:0.000}), activation {Median.Cost.ActivationSeconds:0.00} s; "
            + (OverheadShare is { } share ? $"at least {share:P0} of processor time outside the model; " : "")
            + $"{BytesPerCpu:0} resident bytes per CPU, peak {PeakBytes / 1048576.0:0} MiB");
        Prose.Write(
            context, $"  {Median.Windows} windows, {Median.Rounds} rounds, {Median.Turns} turns, "
            + $"efficiency {(double)Median.Committed / Median.Executed:0.00}, {BytesPerBatch:0} bytes per batch");
        if (Split is { } split)
        {
            Prose.Write(
                context, $"  of the silos' time {split.Model:P0} in the model, {split.Exchange:P0} on batches, "
                + $"{split.Waiting:P0} waiting for each other, {split.Orders:P0} between orders");
        }

        string late = AllocatedPerLateWindow is { } then ? $" ({then:0} in the second half)" : "";
        string allocated = AllocatedPerWindow is { } bytes ? $"{bytes:0} bytes allocated per window and silo{late}; " : "";
        string again = Median.Cost.AgainSeconds is { } seconds ? $"; windows committed again {seconds:0.00} s after a loss" : "";
        Prose.Write(
            context, $"  {allocated}{CheckpointShare:P1} of the time stood still for checkpoints; {WholeSeconds:0.00} s from submission "
            + $"to result{again}");
    }

    /// <summary>The object of the contract, for the fastest one, and all of them.</summary>
    public static void WriteJson(Stream stream, Scenario scenario, string design, IReadOnlyList<ClusterMeasure> measures)
    {
        ClusterMeasure best = measures.MaxBy(m => m.TimerInterruptsPerSecond)!;
        using Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Indented = true });
        writer.WriteStartObject();
        writer.WriteString("bench", "cluster");
        writer.WriteStartObject("parameters");
        writer.WriteString("design", design);
        writer.WriteNumber("cpus", scenario.Machine.Cpus);
        writer.WriteNumber("hz", scenario.Tick.Hz);
        writer.WriteNumber("ipisPerSecondAndCpu", scenario.Workload.ReschedulePerSecond);
        writer.WriteNumber("durationNs", scenario.Run.DurationNs);
        writer.WriteNumber("seed", scenario.Run.Seed);
        writer.WriteNumber("silos", best.Silos);
        writer.WriteNumber("windowNs", best.WindowNs);
        writer.WriteEndObject();
        best.WriteRates(writer);
        writer.WriteString("digest", best.Digest);
        writer.WriteStartArray("runs");
        foreach (ClusterMeasure measure in measures)
        {
            writer.WriteStartObject();
            writer.WriteNumber("silos", measure.Silos);
            writer.WriteNumber("windowNs", measure.WindowNs);
            measure.WriteRates(writer);
            writer.WriteNumber("turnsPerSecond", Math.Round(measure.TurnsPerSecond));
            writer.WriteNumber("turns", measure.Median.Turns);
            writer.WriteNumber("windows", measure.Median.Windows);
            writer.WriteNumber("rounds", measure.Median.Rounds);
            writer.WriteNumber("bytesPerBatch", Math.Round(measure.BytesPerBatch, 1));
            if (measure.OverheadShare is { } share) writer.WriteNumber("outsideModel", Math.Round(share, 3));
            else writer.WriteNull("outsideModel");
            writer.WriteNumber("bytesPerCpu", Math.Round(measure.BytesPerCpu, 1));
            writer.WriteNumber("activationSeconds", measure.Median.Cost.ActivationSeconds);
            if (measure.AllocatedPerWindow is { } bytes) writer.WriteNumber("allocatedPerWindow", Math.Round(bytes));
            else writer.WriteNull("allocatedPerWindow");
            if (measure.AllocatedPerLateWindow is { } late) writer.WriteNumber("allocatedPerLateWindow", Math.Round(late));
            else writer.WriteNull("allocatedPerLateWindow");
            writer.WriteNumber("checkpointShare", Math.Round(measure.CheckpointShare, 4));
            writer.WriteNumber("wholeSeconds", measure.WholeSeconds);
            measure.WriteSplit(writer);
            if (measure.Median.Cost.AgainSeconds is { } again) writer.WriteNumber("againSeconds", again);
            else writer.WriteNull("againSeconds");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        stream.WriteByte((byte)'\n');
    }

    private void WriteSplit(Utf8JsonWriter writer)
    {
        if (Split is not { } split)
        {
            writer.WriteNull("split");
            return;
        }

        writer.WriteStartObject("split");
        writer.WriteNumber("model", Math.Round(split.Model, 3));
        writer.WriteNumber("exchange", Math.Round(split.Exchange, 3));
        writer.WriteNumber("waiting", Math.Round(split.Waiting, 3));
        writer.WriteNumber("orders", Math.Round(split.Orders, 3));
        writer.WriteEndObject();
    }

    private void WriteRates(Utf8JsonWriter writer)
    {
        writer.WriteNumber("timerInterruptsPerSecond", Math.Round(TimerInterruptsPerSecond));
        writer.WriteNumber("eventsPerSecond", Math.Round(Median.Committed / Seconds));
        writer.WriteNumber("committedEvents", Median.Committed);
        writer.WriteNumber("efficiency", Math.Round((double)Median.Committed / Median.Executed, 4));
        writer.WriteStartObject("seconds");
        writer.WriteNumber("min", MinSeconds);
        writer.WriteNumber("median", Seconds);
        writer.WriteNumber("max", MaxSeconds);
        writer.WriteEndObject();
        writer.WriteNumber("peakBytes", PeakBytes);
    }
}
