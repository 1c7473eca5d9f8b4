using Tickstorm.Contracts.Runs;

namespace Tickstorm.Grains.Runs;

// Silos come and go.
public sealed partial class MachineGrain
{
    /// <inheritdoc/>
    public Task Wake()
    {
        if (Epoch is not { } epoch) return Task.CompletedTask;
        HashSet<SiloAddress> active = ActiveSilos();
        if (epoch.Plan.Silos.FirstOrDefault(_silos.IsDeadSilo) is { } dead)
        {
            _lost.TrySetResult($"silo {dead} was lost");
        }
        else if (!active.SetEquals(epoch.Plan.Silos) && !(HasAllItWants(epoch) && active.IsSupersetOf(epoch.Plan.Silos)))
        {
            _leadership.Become(LeaderState.Regrouping);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Leave(SiloAddress silo)
    {
        _leaving.Add(silo);
        if (!TakesPart(silo)) return Task.CompletedTask;
        _leadership.Become(LeaderState.Regrouping);
        return _changed.Until(() => !TakesPart(silo), Timeout.InfiniteTimeSpan);
    }

    private bool TakesPart(SiloAddress silo) => Epoch?.Plan.Silos.Contains(silo) == true;

    private bool HasAllItWants(EpochLeader epoch) =>
        _record.State.Request!.MostSilos is > 0 and int most && epoch.Plan.Silos.Length >= most;

    private HashSet<SiloAddress> ActiveSilos() =>
        [.. _silos.GetApproximateSiloStatuses(onlyActive: true).Keys.Where(silo => !_leaving.Contains(silo))];

    private SiloAddress[] SilosOfEpoch(RunRequest request)
    {
        SiloAddress[] silos = [.. ActiveSilos().OrderBy(s => s)];
        if (silos.Length == 0) throw new EpochLostException("no silo is active");
        return request.MostSilos > 0 && silos.Length > request.MostSilos ? Some(silos, request.MostSilos) : silos;
    }

    // Runs that do not need all silos are spread over them by their names.
    private SiloAddress[] Some(SiloAddress[] silos, int count)
    {
        uint hash = 2166136261;
        foreach (char c in Run) hash = (hash ^ c) * 16777619;
        int first = (int)(hash % (uint)silos.Length);
        return [.. Enumerable.Range(0, count).Select(i => silos[(first + i) % silos.Length]).Order()];
    }
}
