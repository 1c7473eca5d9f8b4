using System.Diagnostics;
using Tickstorm.Contracts.Runs;

namespace Tickstorm.Client.Cluster;

/// <summary>Watches a run until it has ended. The silo that is asked may go away: the question is asked again.</summary>
internal sealed class RunWatch(IMachineGrain machine, IProgress<long>? progress, TraceFollower? trace, CancellationToken cancel)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(2);
    private long _heard = Stopwatch.GetTimestamp();
    private bool _cancelled;

    /// <summary>The run's last word.</summary>
    /// <exception cref="TimeoutException">The cluster has not answered for two minutes.</exception>
    public async Task<RunProgress> End()
    {
        RunProgress end = await Ended();
        // What was written with the last checkpoint.
        if (trace is not null) await trace.Follow(machine, end);
        return end;
    }

    private async Task<RunProgress> Ended()
    {
        while (true)
        {
            using CancellationTokenSource stop = new();
            Task<RunProgress?> following = Attempt(() => Follow(stop.Token));
            while (await Task.WhenAny(following, Task.Delay(s_silence, CancellationToken.None)) != following)
            {
                // The stream may have died with its silo, and would say so half a minute later.
                if (await Attempt(async () => (RunProgress?)await machine.Status()) is not { } now) continue;
                await Take(now);
                if (!IsEnd(now)) continue;
                await stop.CancelAsync();
                return now;
            }

            if (await following is { } end) return end;
            if (Stopwatch.GetElapsedTime(_heard) > s_patience)
                throw new TimeoutException($"The cluster has not answered for {s_patience.TotalSeconds} s.");
            await Task.Delay(300, CancellationToken.None);
        }
    }

    private async Task<RunProgress?> Follow(CancellationToken stop)
    {
        await foreach (RunProgress now in machine.Watch().WithCancellation(stop))
        {
            await Take(now);
            if (trace is not null) await trace.Follow(machine, now);
            if (IsEnd(now)) return now;
        }

        return null;
    }

    private async Task Take(RunProgress now)
    {
        _heard = Stopwatch.GetTimestamp();
        progress?.Report(now.CommittedNs);
        if (!cancel.IsCancellationRequested || _cancelled) return;
        _cancelled = true;
        await machine.Cancel();
    }

    private static bool IsEnd(RunProgress now) => now.HasEnded && now.Status != RunStatus.Unknown;

    // Null when the cluster did not answer. What a trace's reader or writer says is not the cluster's fault.
    private static async Task<RunProgress?> Attempt(Func<Task<RunProgress?>> question)
    {
        try
        {
            return await question();
        }
        catch (Exception failure) when (Patience.MayPass(failure))
        {
            return null;
        }
    }
}
