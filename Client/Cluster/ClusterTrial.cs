using System.Diagnostics;
using Tickstorm.Contracts.Runs;
using Tickstorm.Kernel.Designs;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;

namespace Tickstorm.Client.Cluster;

/// <summary>Runs a scenario on silo processes of its own, and measures it.</summary>
/// <param name="scenario">What is run.</param>
/// <param name="design">Under which design.</param>
/// <param name="engine">How the cluster executes it.</param>
/// <param name="windows">The lengths of windows to try, ns; 0 for adaptive ones.</param>
/// <param name="repeats">How many runs are measured of each.</param>
/// <param name="kills">True to kill a silo in the middle of each.</param>
internal sealed class ClusterTrial(Scenario scenario, Design design, EngineOptions engine, long[] windows, int repeats, bool kills)
{
    // Code that is new to a silo is compiled as it is found to be used: as long as that takes nothing is counted.
    private static readonly TimeSpan s_cold = TimeSpan.FromSeconds(10);

    /// <summary>What comes of so many silos.</summary>
    public async Task<List<ClusterMeasure>> Measure(int silos, CancellationToken cancel)
    {
        List<ClusterMeasure> measures = new();
        // A cluster that has lost a silo is not measured again.
        List<long[]> clusters = kills ? [.. windows.Select(window => new[] { window })] : [windows];
        foreach (long[] some in clusters) measures.AddRange(await Measure(silos, some, cancel));
        return measures;
    }

    private async Task<List<ClusterMeasure>> Measure(int silos, long[] some, CancellationToken cancel)
    {
        string home = Directory.CreateTempSubdirectory("tickstorm-bench-").FullName;
        string? homeBefore = Environment.GetEnvironmentVariable("TICKSTORM_HOME");
        Environment.SetEnvironmentVariable("TICKSTORM_HOME", home);
        LocalCluster? cluster = null;
        try
        {
            cluster = await LocalSilos.StartAll(silos, known: null, cancel);
            long before = LocalSilos.PeakBytes(cluster.Silos);
            List<ClusterMeasure> measures = new();
            foreach (long window in some)
            {
                List<TrialRun> runs = new();
                long begun = Stopwatch.GetTimestamp();
                bool warms = repeats > 1 || kills;
                while (warms && Stopwatch.GetElapsedTime(begun) < s_cold) await Run(window, null, cancel);
                while (runs.Count < repeats)
                {
                    runs.Add(await Run(window, kills ? cluster.Silos[^1] : null, cancel));
                    if (kills) cluster = await Replace(cluster, cancel);
                }

                measures.Add(ClusterMeasure.Of(silos, window, scenario.Machine.Cpus, runs, before, LocalSilos.PeakBytes(cluster.Silos)));
            }

            return measures;
        }
        finally
        {
            foreach (LocalSilo silo in cluster?.Silos ?? []) await LocalSilos.Stop(silo, CancellationToken.None);
            Environment.SetEnvironmentVariable("TICKSTORM_HOME", homeBefore);
            Directory.Delete(home, recursive: true);
        }
    }

    private async Task<TrialRun> Run(long window, LocalSilo? doomed, CancellationToken cancel)
    {
        long begun = Stopwatch.GetTimestamp();
        Killer? killer = doomed is null ? null : new Killer(doomed, scenario.Run.DurationNs / 2);
        (DesignResult result, RunProgress end) = await ClusterRun.Measure(
            scenario, design, engine with { WindowNs = window }, ClusterRun.EveryWindows, null, killer, new RunTeller(TextWriter.Null),
            cancel);
        return new TrialRun(result, end, Stopwatch.GetElapsedTime(begun).TotalSeconds);
    }

    private static async Task<LocalCluster> Replace(LocalCluster cluster, CancellationToken cancel) =>
        await LocalSilos.StartMore(1, cluster with { Silos = [.. cluster.Silos.Where(LocalSilos.Runs)] }, cancel);

    // Kills a silo when the run has come so far.
    private sealed class Killer(LocalSilo silo, long atNs) : IProgress<long>
    {
        public void Report(long committedNs)
        {
            if (committedNs < atNs) return;
            using Process? process = LocalSilos.Find(silo);
            process?.Kill();
        }
    }
}

/// <summary>A run that was measured.</summary>
/// <param name="Result">Its result.</param>
/// <param name="End">What the cluster says of it.</param>
/// <param name="WholeSeconds">From its submission to its result.</param>
internal readonly record struct TrialRun(DesignResult Result, RunProgress End, double WholeSeconds);
