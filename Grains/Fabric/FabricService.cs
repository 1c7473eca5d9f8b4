using Microsoft.Extensions.Logging;
using Tickstorm.Contracts.Fabric;
using Tickstorm.Contracts.Runs;
using Tickstorm.Engine;
using Tickstorm.Grains.Processes;
using Tickstorm.Simulation;

namespace Tickstorm.Grains.Fabric;

/// <summary>A silo's fabric: holds the silo's part of each run, and passes orders on to the silos below it in the tree.</summary>
internal sealed class FabricService : GrainService, IFabricService
{
    private const int Fan = 4;
    private readonly Dictionary<string, RunFabric> _runs = [];
    private readonly IGrainFactory _grains;
    private readonly FabricClient _fabrics;
    private readonly PeerLink _peers;
    private readonly CheckpointStore _checkpoints;
    private readonly RunRegistry _registry;
    private readonly ILogger<FabricService> _logger;

    public FabricService(
        GrainId id, Silo silo, ILoggerFactory loggers, IGrainFactory grains, FabricClient fabrics, IFabricFaults faults,
        CheckpointStore checkpoints, RunRegistry registry)
        : base(id, silo, loggers)
    {
        _grains = grains;
        _fabrics = fabrics;
        _peers = new PeerLink(fabrics, faults);
        _checkpoints = checkpoints;
        _registry = registry;
        _logger = loggers.CreateLogger<FabricService>();
    }

    /// <inheritdoc/>
    public Task<FabricReport> Open(EpochPlan plan, int node) =>
        WithSilosBelow(plan, node, () => Guarded(() => OpenHere(plan, node)), below => _fabrics.Of(plan.Silos[below]).Open(plan, below));

    /// <inheritdoc/>
    public Task<FabricReport> Execute(FabricOrder order, int node)
    {
        if (!_runs.TryGetValue(order.Run, out RunFabric? run) || run.Plan.Epoch != order.Step.Epoch)
            return Task.FromResult(new FabricReport { Failure = $"This silo is not in epoch {order.Step.Epoch} of {order.Run}." });
        if (run.Last is { } last && last.Order == order) return last.Report;
        Task<FabricReport> report = WithSilosBelow(
            run.Plan, node, () => Guarded(() => run.Execute(order)), below => _fabrics.Of(run.Plan.Silos[below]).Execute(order, below));
        run.Last = (order, report);
        return order.Task == FabricTask.Close ? Closed(order.Run, report) : report;
    }

    /// <inheritdoc/>
    public Task<bool> Put(PeerBatch batch)
    {
        if (!_runs.TryGetValue(batch.Run, out RunFabric? run) || run.Plan.Epoch != batch.Step.Epoch) return Task.FromResult(false);
        run.Take(batch);
        return Task.FromResult(true);
    }

    private Task<FabricReport> OpenHere(EpochPlan plan, int node)
    {
        if (_runs.TryGetValue(plan.Run, out RunFabric? held))
        {
            if (held.Plan.Epoch == plan.Epoch) return Task.FromResult(new FabricReport());
            if (held.Plan.Epoch > plan.Epoch)
                return Task.FromResult(new FabricReport { Failure = $"Epoch {plan.Epoch} of {plan.Run} is over." });
            Forget(plan.Run, $"Epoch {plan.Epoch} of {plan.Run} has begun.");
        }

        (MachinePlan? machine, string? problem) = PlanReader.Read(plan.Scenario, plan.Name, plan.Design);
        if (machine is null) return Task.FromResult(new FabricReport { Failure = problem, Fatal = true });
        _registry.Set(plan.Run, machine);
        _runs[plan.Run] = new RunFabric(_grains, _peers, _checkpoints, plan, machine, node);
        _logger.EpochBegins(plan.Run, plan.Epoch, node, plan.Silos.Length);
        return Task.FromResult(new FabricReport());
    }

    private async Task<FabricReport> Closed(string run, Task<FabricReport> closing)
    {
        FabricReport report = await closing;
        Forget(run, "The run is closed.");
        _registry.Remove(run);
        return report;
    }

    private void Forget(string run, string why)
    {
        if (!_runs.Remove(run, out RunFabric? held)) return;
        held.Break(new StaleEpochException(why));
    }

    private static async Task<FabricReport> WithSilosBelow(
        EpochPlan plan, int node, Func<Task<FabricReport>> here, Func<int, Task<FabricReport>> below)
    {
        List<Task<FabricReport>> reports = new();
        for (int child = Fan * node + 1; child <= Fan * node + Fan && child < plan.Silos.Length; child++)
        {
            int silo = child;
            reports.Add(Guarded(() => below(silo)));
        }

        FabricReport sum = await here();
        foreach (Task<FabricReport> report in reports) sum = sum.And(await report);
        return sum;
    }

    // What goes wrong travels up the tree as a report.
    private static async Task<FabricReport> Guarded(Func<Task<FabricReport>> action)
    {
        try
        {
            return await action();
        }
#pragma warning disable CA1031 // Whatever goes wrong is the coordinator's to decide about.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            // Storage, messaging and libraries throw what they like, InvalidOperationException too: only our own type says that
            // another epoch would come to the same.
            return new FabricReport
            {
                Failure = failure.Message, Fatal = failure is BrokenRunException, InStorage = failure is StorageTroubleException,
            };
        }
    }
}
