using System.Globalization;
using Tickstorm.Chaos.Silos;

namespace Tickstorm.Chaos.Runs;

/// <summary>
/// Looks at the memory of each silo while faults happen: it must not grow from run to run. One that has ended and started is another
/// process, whose memory begins anew.
/// </summary>
internal sealed class MemoryWatch(ChaosCluster cluster)
{
    // A third of the time to warm up, and two to compare.
    private const int Parts = 3, FewestLooks = 30;
    private const double MostGrowth = 1.25;
    private static readonly TimeSpan s_between = TimeSpan.FromSeconds(5);
    private readonly List<(long Resident, long Heap)>[] _looks = [.. cluster.Nodes.Select(_ => new List<(long, long)>())];
    private readonly int[] _started = [.. cluster.Nodes.Select(node => node.Started)];

    /// <summary>Looks until told to stop.</summary>
    public async Task Run(Task stop)
    {
        while (await Task.WhenAny(stop, Task.Delay(s_between)) != stop)
        {
            long[] heaps = await Heaps();
            foreach (SiloNode node in cluster.Nodes)
            {
                if (_started[node.Number] != node.Started) _looks[node.Number].Clear();
                _started[node.Number] = node.Started;
                long resident = node.Resident, heap = heaps[node.Number];
                if (resident > 0 && heap > 0) _looks[node.Number].Add((resident, heap));
            }
        }
    }

    /// <summary>A line for each silo that was looked at often enough.</summary>
    public IEnumerable<string> Lines() => Looked().Select(of => string.Create(
        CultureInfo.InvariantCulture,
        $"silo {of.Silo}: resident {Text(of.Looks, l => l.Resident)} MB, heap {Text(of.Looks, l => l.Heap)} MB "
            + $"(medians of the thirds of {of.Looks.Count} looks)"));

    /// <summary>Silos that have more at the end than in the middle.</summary>
    public IEnumerable<string> Grown() => Looked().Where(of => Grows(of.Looks, l => l.Resident) || Grows(of.Looks, l => l.Heap))
        .Select(of => string.Create(CultureInfo.InvariantCulture, $"the memory of silo {of.Silo} grows"));

    private IEnumerable<(List<(long Resident, long Heap)> Looks, int Silo)> Looked() =>
        _looks.Select((looks, silo) => (looks, silo)).Where(of => of.looks.Count >= FewestLooks);

    private static bool Grows(List<(long, long)> looks, Func<(long Resident, long Heap), long> what) =>
        Median(looks, Parts - 1, what) > MostGrowth * Median(looks, Parts - 2, what);

    private static string Text(List<(long, long)> looks, Func<(long Resident, long Heap), long> what) =>
        string.Join(", ", Enumerable.Range(0, Parts).Select(part => Median(looks, part, what) / 1_000_000));

    private static long Median(List<(long, long)> looks, int part, Func<(long Resident, long Heap), long> what)
    {
        int length = looks.Count / Parts;
        long[] of = [.. looks.Skip(part * length).Take(length).Select(what).Order()];
        return of[length / 2];
    }

    // By the silos themselves; 0 for one that does not answer.
    private async Task<long[]> Heaps()
    {
        long[] heaps = new long[cluster.Nodes.Length];
        try
        {
            IManagementGrain management = cluster.Client.GetGrain<IManagementGrain>(0);
            SiloAddress[] silos = [.. (await management.GetHosts(onlyActive: true)).Keys];
            SiloRuntimeStatistics[] all = await management.GetRuntimeStatistics(silos);
            for (int i = 0; i < silos.Length; i++)
            {
                int number = Array.FindIndex(cluster.Nodes, node => node.SiloPort == silos[i].Endpoint.Port);
                if (number >= 0) heaps[number] = all[i].EnvironmentStatistics.RawMemoryUsageBytes;
            }
        }
#pragma warning disable CA1031 // It is looked at again in a moment.
        catch (Exception)
#pragma warning restore CA1031
        {
            // A silo is not to be reached.
        }

        return heaps;
    }
}
