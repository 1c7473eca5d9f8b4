using System.Globalization;
using Tickstorm.Chaos.Silos;
using Tickstorm.Chaos.Storage;
using Tickstorm.Contracts.Runs;

namespace Tickstorm.Chaos.Runs;

/// <summary>Faults of some seeds, each for a cluster of its own.</summary>
internal static class ChaosRun
{
    private const int Clients = 2;
    private const string NotListed = "could not be listed";
    private static readonly TimeSpan s_restart = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_clean = TimeSpan.FromMinutes(3);

    /// <summary>True when nothing was found that should not be.</summary>
    public static async Task<bool> Of(ChaosOptions options, TextWriter told)
    {
        bool isRight = true;
        for (int seed = options.Seed; seed < options.Seed + options.Seeds; seed++)
        {
            ChaosReport report = await OfSeed(options, seed);
            await told.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"seed {seed}, storage {options.StorageOf(seed)}, {options.FaultSeconds} s of faults"));
            foreach (string line in report.Lines()) await told.WriteLineAsync("  " + line);
            await told.FlushAsync();
            isRight &= report.IsRight;
        }

        return isRight;
    }

    /// <summary>One seed.</summary>
    public static async Task<ChaosReport> OfSeed(ChaosOptions options, int seed)
    {
        ChaosReport report = new();
        await using ChaosCluster cluster = await ChaosCluster.Start(options.StorageOf(seed), options.Haste, IsMixed(seed), options.KeepsSilos);
        using FaultInjector faults = new(cluster, report, options);
        MemoryWatch memory = new(cluster);
        TaskCompletionSource stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
        RunDriver[] drivers = [.. Enumerable.Range(0, Clients).Select(
            i => new RunDriver(cluster.Client, report, seed * Clients + i, IsMixed(seed), CostNoEpoch(options)))];
        Task[] driving = [.. drivers.Select(driver => Task.Run(() => driver.Run(stop.Task)))];
        Task watching = memory.Run(stop.Task);
        await faults.Run(seed, TimeSpan.FromSeconds(options.FaultSeconds));
        stop.SetResult();
        foreach (RunDriver driver in drivers) driver.Healed();
        await Task.WhenAll([.. driving, watching]);
        report.Measured(memory);
        if (seed % 4 == 2) await drivers[0].RunPoison(cluster.Storage.CountEnded);
        if (seed % 4 == 3) await drivers[0].RunForgotten(() => Forget(cluster));
        if (report.IsRight) await LeftNothing(cluster, report);
        if (report.IsRight && cluster.StorageFolder is { } folder) await LeftNoFiles(folder, cluster.Storage.Folder, seed, report);
        await faults.End();
        if (!report.IsRight) Keep(cluster, seed, report);
        return report;
    }

    // In every fourth cluster one silo is of another version; in every fourth a run takes silos with it.
    private static bool IsMixed(int seed) => seed % 4 == 1;

    // What could not be removed is removed later, beside the run.
    private static bool CostNoEpoch(ChaosOptions options) => options.Only is [ChaosFault.RemovalsFail];

    // All silos end, and those that begin cannot read which runs there are.
    private static async Task Forget(ChaosCluster cluster)
    {
        cluster.Storage.Set(new StorageFault(StorageFate.Fails, "runs", 100));
        foreach (SiloNode node in cluster.Nodes) node.Kill();
        await Task.Delay(s_restart);
        foreach (SiloNode node in cluster.Nodes) await node.IsReady(s_clean);
        // A call to what has died with its silo takes long, and would find the list well again.
        DateTime until = DateTime.UtcNow + s_clean;
        while (!cluster.Nodes.All(node => node.Says(NotListed)) && DateTime.UtcNow < until) await Task.Delay(s_restart);
        cluster.Storage.Set();
    }

    private static async Task LeftNothing(ChaosCluster cluster, ChaosReport report)
    {
        DateTime until = DateTime.UtcNow + s_clean;
        string left = "";
        while (DateTime.UtcNow < until)
        {
            try
            {
                string[] listed = await cluster.Client.GetGrain<IRunsGrain>(0).List();
                SimpleGrainStatistic[] grains = await cluster.Client.GetGrain<IManagementGrain>(0).GetSimpleGrainStatistics();
                string[] alive = [.. grains.Where(g => g.ActivationCount > 0
                    && g.GrainType.Contains("Grains.Processes", StringComparison.Ordinal)).Select(g => $"{g.ActivationCount} {g.GrainType}")];
                if (listed.Length + alive.Length == 0) return;
                left = $"listed {string.Join(' ', listed)}, grains {string.Join(' ', alive)}";
            }
#pragma warning disable CA1031 // It is asked again.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                left = failure.Message;
            }

            await Task.Delay(500);
        }

        report.IsWrong($"{s_clean.TotalSeconds} s after the last run's end there is left: {left}");
    }

    // A record of each run, the list, and the blocks of the results.
    private static async Task LeftNoFiles(string folder, string trails, int seed, ChaosReport report)
    {
        DateTime until = DateTime.UtcNow + s_clean;
        int left;
        do
        {
            await Task.Delay(500);
            left = Directory.GetFiles(folder).Count(file => Path.GetFileName(file).All(char.IsAsciiHexDigit)) - report.FilesKept - 1;
        }
        while (left > 0 && DateTime.UtcNow < until);
        if (left <= 0) return;
        string[] names = [.. TellLeft(folder, trails, seed, report)];
        report.IsWrong($"{left} files of the storage belong to nothing, of {string.Join(", ", names)}");
    }

    // All that was done with the blocks of runs that have left some, in a file; the names of these blocks.
    private static IEnumerable<string> TellLeft(string folder, string trails, int seed, ChaosReport report)
    {
        const string block = "block tickstorm-block/";
        List<string> said = [];
        bool IsBlockOrProbe(string grain) => grain.Split(' ')[0] is "block" or "probe";
        foreach (IGrouping<string, IGrouping<string, string>> run in UseTrail.Of(trails, folder).Where(grain => IsBlockOrProbe(grain.Key))
            .GroupBy(grain => grain.Key.Replace(block, "", StringComparison.Ordinal).Split('/')[0]))
        {
            if (run.Count() <= report.BlocksKept(run.Key)) continue;
            said.AddRange(run.SelectMany(grain => grain));
            yield return string.Join(' ', run.Select(grain => grain.Key.Replace(block, "", StringComparison.Ordinal)));
        }

        File.WriteAllLines(Path.Combine(Kept(seed), "left.txt"), said);
    }

    private static string Kept(int seed) => Directory.CreateDirectory(
        Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"tickstorm-chaos-seed-{seed}"))).FullName;

    private static void Keep(ChaosCluster cluster, int seed, ChaosReport report)
    {
        string folder = Kept(seed);
        foreach (SiloNode node in cluster.Nodes) File.WriteAllText(Path.Combine(folder, $"silo-{node.Number}.log"), node.Said);
        report.IsWrong($"what the silos said is in {folder}");
    }
}
