using System.Diagnostics;
using Tickstorm.Client.Running;
using Tickstorm.Engine.Window;
using Tickstorm.Engine;
using Tickstorm.Results;

namespace Tickstorm.Client.Bench;

/// <summary>Runs a subject several times, after one run that is not counted, and takes the median.</summary>
internal static class BenchRunner
{
    /// <summary>Measures; all repeats must give one digest.</summary>
    public static BenchResult Run(BenchSubject subject, WindowOptions options, int repeats, CancellationToken cancel)
    {
        List<double> seconds = new();
        RunOutcome outcome = default;
        string? digest = null;
        long interrupts = 0;
        double? bytes = null;
        for (int i = 0; i <= repeats; i++)
        {
            long before = GC.GetTotalMemory(forceFullCollection: true);
            ISimulationModel model = subject.Create();
            long start = Stopwatch.GetTimestamp();
            outcome = ParallelEngine.Run(model, subject.DurationNs, options, cancel: cancel);
            double elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
            cancel.ThrowIfCancellationRequested();
            if (i > 0) seconds.Add(elapsed);
            if (subject.Name == "memory") bytes = (double)(GC.GetTotalMemory(forceFullCollection: true) - before) / model.ProcessCount;
            string mine = EventHash.Digest(model);
            if (digest is not null && digest != mine)
                throw new InvalidOperationException($"Two runs of {subject.Name} gave different digests: {digest} and {mine}.");
            digest = mine;
            interrupts = subject.TimerInterrupts?.Invoke(model) ?? 0;
            GC.KeepAlive(model);
        }

        seconds.Sort();
        double median = seconds[seconds.Count / 2];
        return new BenchResult(
            subject, subject.TimerInterrupts is null ? null : interrupts / median, outcome.Committed / median, outcome.Committed,
            outcome.Executed == 0 ? 1 : (double)outcome.Committed / outcome.Executed, seconds[0], median, seconds[^1],
                MeasuredRun.PeakBytes(), digest!)
        { BytesPerProcess = bytes };
    }
}
