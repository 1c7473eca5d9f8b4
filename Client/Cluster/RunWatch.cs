using System.Diagnostics;
using Tickstorm.Client.Shell;
using Tickstorm.Contracts.Runs;

namespace Tickstorm.Client.Cluster;

/// <summary>
/// Watches a run until it has ended. The silo that is asked may go away: the question is asked again. What keeps the run from going on is
/// told within seconds. A command that is to end before its run cancels it, or leaves it.
/// </summary>
internal sealed class RunWatch(
    RunSubmission run, IProgress<long>? progress, TraceFollower? trace, RunTeller teller, CancellationToken cancel)
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_longSilence = TimeSpan.FromSeconds(7);
    private readonly IMachineGrain _machine = run.Machine;
    private readonly TextWriter _told = teller.Story;
    private readonly Task _leaves = Task.Delay(Timeout.Infinite, teller.Detachment?.Wished ?? CancellationToken.None);
    private long _heard = Stopwatch.GetTimestamp();
    private bool _cancelled, _toldOfSilence;
    private string? _trouble;

    /// <summary>The run's last word.</summary>
    /// <exception cref="BadInputException">The cluster has not answered for two minutes.</exception>
    /// <exception cref="OperationCanceledException">The run is left, or the user does not wait for a silent cluster.</exception>
    public async Task<RunProgress> End()
    {
        RunProgress end = await Ended();
        // What was written with the last checkpoint.
        if (trace is not null) await trace.Follow(_machine, end);
        return end;
    }

    private async Task<RunProgress> Ended()
    {
        while (true)
        {
            using CancellationTokenSource stop = new();
            Task<RunProgress?> following = Attempt(() => Follow(stop.Token));
            while (await Task.WhenAny(following, _leaves, Task.Delay(s_silence, CancellationToken.None)) != following)
            {
                if (_leaves.IsCompleted)
                {
                    await stop.CancelAsync();
                    teller.Detachment!.Leave(run.Name, _told);
                }

                // The stream may have died with its silo, and would say so half a minute later.
                if (await Attempt(async () => (RunProgress?)await _machine.Status().WaitAsync(s_silence)) is not { } now)
                {
                    HearNothing();
                    continue;
                }

                if (await Attempt(async () => (RunProgress?)await Take(now)) is null || !IsEnd(now)) continue;
                await stop.CancelAsync();
                return now;
            }

            if (await following is { } end) return end;
            HearNothing();
            await Task.Delay(300, CancellationToken.None);
        }
    }

    private async Task<RunProgress?> Follow(CancellationToken stop)
    {
        await foreach (RunProgress now in _machine.Watch(stop).WithCancellation(stop))
        {
            await Take(now);
            if (trace is not null) await trace.Follow(_machine, now);
            if (IsEnd(now)) return now;
        }

        return null;
    }

    private async Task<RunProgress> Take(RunProgress now)
    {
        _heard = Stopwatch.GetTimestamp();
        if (_toldOfSilence) _told.WriteLine("The cluster answers again.");
        _toldOfSilence = false;
        if (now.Trouble != _trouble) _told.WriteLine(now.Trouble is { } trouble ? $"The run waits: {trouble}" : "The run goes on.");
        _trouble = now.Trouble;
        progress?.Report(now.CommittedNs);
        bool leaves = teller.Detachment?.Wished.IsCancellationRequested == true;
        if (!cancel.IsCancellationRequested || leaves || _cancelled) return now;
        RunAnswer answer = await _machine.Cancel();
        if (answer.Code == RunAnswerCode.NotRecorded) _told.WriteLine(answer.Refusal);
        _cancelled = answer.Code != RunAnswerCode.Moved;
        return now;
    }

    private void HearNothing()
    {
        TimeSpan silence = Stopwatch.GetElapsedTime(_heard);
        if (silence < s_longSilence) return;
        if (cancel.IsCancellationRequested)
        {
            _told.WriteLine("The run was not cancelled: no silo answers.");
            throw new OperationCanceledException(cancel);
        }

        if (silence > s_timeout)
        {
            throw new BadInputException(
                $"The cluster has not answered for {s_timeout.TotalSeconds} s. "
                + "The run is in its storage, and goes on when silos are there.");
        }

        if (!_toldOfSilence) _told.WriteLine("No silo answers; the run is in the cluster's storage, and goes on when one does.");
        _toldOfSilence = true;
    }

    private static bool IsEnd(RunProgress now) => now.HasEnded && now.Status != RunStatus.Unknown;

    // Null when the cluster did not answer. What a trace's reader or writer says is not the cluster's fault.
    private static async Task<RunProgress?> Attempt(Func<Task<RunProgress?>> question)
    {
        try
        {
            return await question();
        }
        catch (Exception failure) when (RepeatedCall.MayPass(failure))
        {
            return null;
        }
    }
}
