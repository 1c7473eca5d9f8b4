using System.Diagnostics;
using Tickstorm.Grains.Fabric;

namespace Tickstorm.Grains.Runs;

/// <summary>Which silos may take part in a run's next epoch.</summary>
internal sealed class SiloChoice(ISiloStatusOracle silos, string run, TimeSpan cutOff)
{
    private const int MostCuts = 2, LongestCutOff = 32;
    private readonly HashSet<SiloAddress> _leaving = [];
    private readonly HashSet<SiloAddress> _otherVersions = [];
    private readonly Dictionary<SiloAddress, Shunned> _shunned = [];
    private readonly HashSet<SiloAddress> _sameVersion = [];
    private readonly List<IReadOnlyList<SiloAddress>> _cuts = [];

    /// <summary>True when silos are left out because their model is of another version.</summary>
    public bool HasOtherVersions => _otherVersions.Count > 0;

    /// <summary>A silo is about to stop.</summary>
    public void Leaves(SiloAddress silo) => _leaving.Add(silo);

    /// <summary>A silo computes with another version of the model.</summary>
    public void IsOfOtherVersion(SiloAddress silo) => _otherVersions.Add(silo);

    /// <summary>A silo that computes with the run's version, to lead it; null when none is known.</summary>
    public SiloAddress? OfSameVersion => Usable().FirstOrDefault(_sameVersion.Contains);

    /// <summary>Asks the silos that are not known yet for their versions. One that does not answer is taken to be of the same.</summary>
    public async Task LearnVersions(FabricClient fabrics, string version)
    {
        SiloAddress[] unknown = [.. Usable().Where(silo => !_sameVersion.Contains(silo))];
        string?[] found = await Task.WhenAll(unknown.Select(fabrics.VersionOf));
        for (int i = 0; i < unknown.Length; i++)
        {
            if (found[i] is not { } other) continue;
            (other == version ? _sameVersion : _otherVersions).Add(unknown[i]);
        }
    }

    /// <summary>An epoch has ended: which silo could not reach which other, if that was why; otherwise empty.</summary>
    public void EpochEnded(IReadOnlyList<SiloAddress> cut)
    {
        if (cut.Count == 0) _cuts.Clear();
        else _cuts.Add(cut);
        // Two in a row are no accident: without it for a while, and for longer each time.
        if (_cuts.Count < MostCuts) return;
        SiloAddress worst = MostNamed();
        TimeSpan time = _shunned.TryGetValue(worst, out Shunned before) ? Longer(before.Time) : cutOff;
        _shunned[worst] = new Shunned(Stopwatch.GetTimestamp(), time);
        _cuts.Clear();
    }

    /// <summary>Those that are alive, stay, and can be reached.</summary>
    public HashSet<SiloAddress> Usable() =>
        [.. silos.GetApproximateSiloStatuses(onlyActive: true).Keys.Where(
            silo => !_leaving.Contains(silo) && !_otherVersions.Contains(silo) && !IsShunned(silo))];

    /// <summary>Those of the next epoch, in order.</summary>
    /// <param name="most">At most so many; 0 for all.</param>
    public SiloAddress[] ForEpoch(int most)
    {
        SiloAddress[] usable = [.. Usable().Order()];
        return most > 0 && usable.Length > most ? Some(usable, most) : usable;
    }

    // The cut may be told by either end; of two that were named as often, the one that was not reached last. One that is left out already
    // may be needed all the same, for what lives in it or is known there: then the other end is.
    private SiloAddress MostNamed() =>
        _cuts.SelectMany(cut => cut).GroupBy(silo => silo).OrderBy(named => IsShunned(named.Key)).ThenByDescending(
            named => named.Count()).ThenByDescending(named => named.Key.Equals(_cuts[^1][^1])).First().Key;

    private TimeSpan Longer(TimeSpan time) => time < cutOff * LongestCutOff ? time * 2 : time;

    private bool IsShunned(SiloAddress silo) =>
        _shunned.TryGetValue(silo, out Shunned shunned) && Stopwatch.GetElapsedTime(shunned.Since) < shunned.Time;

    // Runs that do not need all silos are spread over them by their names.
    private SiloAddress[] Some(SiloAddress[] usable, int count)
    {
        uint hash = 2166136261;
        foreach (char c in run) hash = (hash ^ c) * 16777619;
        int first = (int)(hash % (uint)usable.Length);
        return [.. Enumerable.Range(0, count).Select(i => usable[(first + i) % usable.Length]).Order()];
    }

    private readonly record struct Shunned(long Since, TimeSpan Time);
}
