using Tickstorm.Chaos.Links;
using Tickstorm.Chaos.Silos;
using Tickstorm.Chaos.Storage;

namespace Tickstorm.Chaos.Runs;

/// <summary>Lets faults happen to a cluster, one after another and over each other, and starts silos again that have ended.</summary>
internal sealed class FaultInjector(ChaosCluster cluster, ChaosReport report, ChaosOptions options) : IDisposable
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_start = TimeSpan.FromMinutes(3);
    private readonly Lock _lock = new();
    private readonly List<StorageFault> _wrong = [];
    private readonly DateTime[] _downUntil = new DateTime[cluster.Nodes.Length];
    private readonly CancellationTokenSource _stop = new();
    private Task _supervision = Task.CompletedTask;
    private bool _isCrashed, _isFull;

    /// <summary>What can happen here.</summary>
    public bool IsPossible(ChaosFault kind) => (kind switch
    {
        ChaosFault.DiskFull => cluster.HasDisk,
        ChaosFault.DatabaseCrash => cluster.Database is not null,
        ChaosFault.Kill or ChaosFault.KillAll or ChaosFault.Terminate or ChaosFault.Pause or ChaosFault.SilentLink or ChaosFault.DeafLink =>
            !options.KeepsSilos,
        // Only where it is asked for: the faults of a seed stay what they were.
        ChaosFault.RemovalsFail or ChaosFault.BeginningsFail => options.Only.Count > 0,
        _ => true,
    }) && (options.Only.Count == 0 || options.Only.Contains(kind));

    /// <summary>Lets faults happen for so long; when it returns all is well again.</summary>
    public async Task Run(int seed, TimeSpan time)
    {
        _supervision = Supervise();
        TimeSpan planned = TimeSpan.Zero;
        List<Task> faults = [];
        foreach (PlannedFault fault in ChaosSchedule.Of(seed, IsPossible))
        {
            // By the plan: on a busy machine it is later, and the same faults happen.
            planned += TimeSpan.FromMilliseconds(fault.AfterMs);
            if (planned >= time) break;
            await Task.Delay(fault.AfterMs);
            report.Happened(fault.Kind);
            faults.Add(Happen(fault));
        }

        await Task.WhenAll(faults);
        Array.Clear(_downUntil);
        // The loss of a silo is over when it is back, however long a busy machine takes to start it.
        foreach (SiloNode node in cluster.Nodes)
        {
            if (!await node.IsReady(s_start)) report.IsWrong($"silo {node.Number} is not ready {s_start.TotalSeconds} s after it was to start");
        }

        report.Healed();
    }

    public void Dispose() => _stop.Dispose();

    /// <summary>Starts silos no more.</summary>
    public async Task End()
    {
        await _stop.CancelAsync();
        await _supervision;
    }

    private async Task Happen(PlannedFault fault)
    {
        SiloNode node = cluster.Nodes[fault.Silo];
        switch (fault.Kind)
        {
            case ChaosFault.StorageAway:
                await Wrong(new StorageFault(StorageFate.Fails, StorageFaults.All, 100), fault.ForMs);
                break;
            case ChaosFault.StorageFails:
                await Wrong(new StorageFault(StorageFate.Fails, StorageFaults.All, 20), fault.ForMs);
                break;
            case ChaosFault.RecordsFail:
                await Wrong(new StorageFault(StorageFate.Fails, "machine", 50), fault.ForMs);
                break;
            case ChaosFault.ListFails:
                await Wrong(new StorageFault(StorageFate.Fails, "runs", 90), fault.ForMs);
                break;
            case ChaosFault.BlocksFail:
                await Wrong(new StorageFault(StorageFate.Fails, "tickstorm-block", 20), fault.ForMs);
                break;
            case ChaosFault.RemovalsFail:
                await Wrong(new StorageFault(StorageFate.Fails, StorageFaults.Removals, 60), fault.ForMs);
                break;
            case ChaosFault.BeginningsFail:
                await Wrong(new StorageFault(StorageFate.Fails, StorageFaults.Beginnings, 80), fault.ForMs);
                break;
            case ChaosFault.StorageHalf:
                await Wrong(new StorageFault(StorageFate.Half, StorageFaults.All, 20), fault.ForMs);
                break;
            case ChaosFault.StorageSlow:
                await Wrong(new StorageFault(StorageFate.Slow, StorageFaults.All, 60), fault.ForMs);
                break;
            case ChaosFault.StorageHangs:
                await Wrong(new StorageFault(StorageFate.Hangs, StorageFaults.All, 10), fault.ForMs);
                break;
            case ChaosFault.DiskFull when !_isFull:
                _isFull = true;
                cluster.FillDisk();
                await Task.Delay(fault.ForMs);
                cluster.EmptyDisk();
                _isFull = false;
                break;
            case ChaosFault.DatabaseCrash when !_isCrashed:
                _isCrashed = true;
                await Task.Run(cluster.Database!.Crash);
                await Task.Delay(fault.ForMs);
                await Task.Run(cluster.Database.Restart);
                _isCrashed = false;
                break;
            case ChaosFault.Kill:
                _downUntil[fault.Silo] = DateTime.UtcNow.AddMilliseconds(fault.ForMs);
                node.Kill();
                break;
            case ChaosFault.KillAll:
                foreach (SiloNode each in cluster.Nodes) each.Kill();
                break;
            case ChaosFault.Terminate:
                _downUntil[fault.Silo] = DateTime.UtcNow.AddMilliseconds(fault.ForMs);
                node.GoOn();
                node.Terminate();
                break;
            case ChaosFault.Pause:
                node.Stop();
                await Task.Delay(fault.ForMs);
                node.GoOn();
                break;
            case ChaosFault.SlowLink:
                await Link(fault, LinkState.Slow, bothWays: true);
                break;
            case ChaosFault.SilentLink:
                await Link(fault, LinkState.Silent, bothWays: true);
                break;
            case ChaosFault.DeafLink:
                await Link(fault, LinkState.Silent, bothWays: false);
                break;
            case ChaosFault.ResetLink:
                await Link(fault, LinkState.Reset, bothWays: true);
                break;
        }
    }

    private async Task Wrong(StorageFault fault, int ms)
    {
        Set(_wrong.Add);
        await Task.Delay(ms);
        Set(wrong => _wrong.Remove(wrong));

        void Set(Action<StorageFault> change)
        {
            lock (_lock)
            {
                change(fault);
                cluster.Storage.Set([.. _wrong]);
            }
        }
    }

    private async Task Link(PlannedFault fault, LinkState state, bool bothWays)
    {
        cluster.Links.Set(fault.Silo, fault.Other, state);
        if (bothWays) cluster.Links.Set(fault.Other, fault.Silo, state);
        await Task.Delay(fault.ForMs);
        cluster.Links.Set(fault.Silo, fault.Other, LinkState.Open);
        cluster.Links.Set(fault.Other, fault.Silo, LinkState.Open);
    }

    // As what runs containers does: one that has ended is started again.
    private async Task Supervise()
    {
        while (!_stop.IsCancellationRequested)
        {
            foreach (SiloNode node in cluster.Nodes)
            {
                if (!node.IsAlive && DateTime.UtcNow > _downUntil[node.Number]) node.Start();
            }

            await Task.Delay(s_look);
        }
    }
}
