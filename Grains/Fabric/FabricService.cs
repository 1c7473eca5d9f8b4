using Microsoft.Extensions.Logging;
using Tickstorm.Contracts.Fabric;
using Tickstorm.Contracts.Processes;
using Tickstorm.Contracts.Runs;
using Tickstorm.Engine;
using Tickstorm.Grains.Processes;
using Tickstorm.Simulation;

namespace Tickstorm.Grains.Fabric;

/// <summary>A silo's fabric: holds the silo's part of each run, and passes orders on to the silos below it in the tree.</summary>
internal sealed class FabricService : GrainService, IFabricService
{
    private const int Fan = 4;

    // Who gives an order hears within this time that it is pending.
    private static readonly TimeSpan s_answerWithin = TimeSpan.FromSeconds(3);
    private readonly Dictionary<string, RunFabric> _runs = [];
    private readonly IGrainFactory _grains;
    private readonly FabricClient _fabrics;
    private readonly IFabricFaults _faults;
    private readonly CheckpointStore _checkpoints;
    private readonly OwnBlocks _own;
    private readonly RunRegistry _registry;
    private readonly SiloVersion _version;
    private readonly SiloMemory _memory;
    private readonly ForgottenRuns _forgotten = new();
    private readonly SiloAddress _here;
    private readonly ILogger<FabricService> _logger;

    public FabricService(
        GrainId id, Silo silo, ILoggerFactory loggers, IGrainFactory grains, FabricClient fabrics, IFabricFaults faults,
        CheckpointStore checkpoints, RunRegistry registry, SiloVersion version, SiloMemory memory)
        : base(id, silo, loggers)
    {
        _grains = grains;
        _fabrics = fabrics;
        _faults = faults;
        _checkpoints = checkpoints;
        _own = new OwnBlocks(checkpoints);
        _registry = registry;
        _version = version;
        _memory = memory;
        _here = silo.SiloAddress;
        _logger = loggers.CreateLogger<FabricService>();
    }

    /// <inheritdoc/>
    public Task<FabricReport> Open(EpochPlan plan, int node)
    {
        if (_runs.TryGetValue(plan.Run, out RunFabric? held))
        {
            if (held.Plan.Epoch == plan.Epoch) return Soon(held.Opening);
            if (held.Plan.Epoch > plan.Epoch)
                return Task.FromResult(new FabricReport { Failure = $"Epoch {plan.Epoch} of {plan.Run} is over." });
            // It is kept until there is another in its place: it may be writing still.
            held.Break(new StaleEpochException($"Epoch {plan.Epoch} of {plan.Run} has begun."));
        }

        // Who cannot take part says so for itself; those below may be able to.
        FabricReport here = OpenHere(plan, node, held);
        List<Task<FabricReport>> below = GiveBelow(plan, node, (fabric, child) => fabric.Open(plan, child));
        Task<FabricReport> opening = Sum(below.Prepend(Task.FromResult(here)), all: true);
        if (here.Failure is null) _runs[plan.Run].Opening = opening;
        return Soon(opening);
    }

    /// <inheritdoc/>
    public Task<FabricReport> Execute(FabricOrder order, int node)
    {
        if (!_runs.TryGetValue(order.Run, out RunFabric? run) || run.Plan.Epoch != order.Step.Epoch)
            return Task.FromResult(new FabricReport { Failure = $"This silo is not in epoch {order.Step.Epoch} of {order.Run}." });
        if (run.Last is { } last && last.Order.Number >= order.Number)
        {
            return last.Order.Number == order.Number
                ? Soon(last.Report)
                : Task.FromResult(new FabricReport { Failure = $"Order {order.Number} of {order.Run} came too late." });
        }

        List<Task<FabricReport>> below = GiveBelow(run.Plan, node, (fabric, child) => fabric.Execute(order, child));
        Task<FabricReport> report = Together(run, below.Prepend(Guarded(() => run.Execute(order))));
        run.Last = (order, report);
        return Soon(report);
    }

    /// <inheritdoc/>
    public Task Put(PeerBatch batch)
    {
        if (_runs.TryGetValue(batch.Run, out RunFabric? run) && run.Plan.Epoch == batch.Step.Epoch) run.Take(batch);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<bool> Again(string run, StepId step, int to)
    {
        if (!_runs.TryGetValue(run, out RunFabric? held) || held.Plan.Epoch != step.Epoch) return Task.FromResult(false);
        held.Repeat(to, step);
        return Task.FromResult(true);
    }

    /// <inheritdoc/>
    public async Task Cease(string run, long epoch)
    {
        if (!_runs.TryGetValue(run, out RunFabric? held)) return;
        if (held.Plan.Epoch > epoch)
        {
            await held.Before;
            return;
        }

        held.Break(new StaleEpochException($"Epoch {held.Plan.Epoch} of {run} is over."));
        await held.Stored;
    }

    /// <inheritdoc/>
    public Task<FabricReport> RemoveBefore(string run, CheckpointId last, string[] names) => Soon(Guarded(async () =>
    {
        await _own.RemoveBefore(run, last, names);
        return new FabricReport();
    }));

    /// <inheritdoc/>
    public async Task Forget(string run, long epoch, CheckpointId last)
    {
        if (_runs.TryGetValue(run, out RunFabric? held))
        {
            if (held.Plan.Epoch > epoch) return;
            held.Break(new StaleEpochException("The run is closed."));
            await held.Close();
            await held.Stored;
            // Another epoch may have begun meanwhile.
            if (_runs.GetValueOrDefault(run) != held) return;
            _runs.Remove(run);
            _forgotten.Add(held.Processes);
        }

        _own.Forget(run, last).Ignore();
        _registry.Remove(run);
    }

    /// <inheritdoc/>
    public Task<bool> Recall(string run, long epoch, int cpu, bool back) =>
        _runs.GetValueOrDefault(run) is SpanFabric held && held.Plan.Epoch == epoch
            ? held.Recall(_grains, cpu, back) : Task.FromResult(false);

    /// <inheritdoc/>
    public Task<string> Version() => Task.FromResult(_version.Model);

    /// <inheritdoc/>
    public Task<SiloRoom> Room(string run)
    {
        long taken = _runs.Where(other => other.Key != run).Sum(other => other.Value.Processes) * SiloMemory.ProcessBytes;
        return Task.FromResult(new SiloRoom(_memory.ForRunsBytes, _memory.ForRunsBytes - taken));
    }

    private FabricReport OpenHere(EpochPlan plan, int node, RunFabric? earlier)
    {
        if (plan.Version != _version.Model)
            return new FabricReport { Failure = $"silo {_here} has another version of the model", OtherVersions = [_here] };
        (MachinePlan? machine, string? problem) = PlanReader.Read(plan.Scenario, plan.Name, plan.Design);
        if (machine is null) return new FabricReport { Failure = problem, Fatal = true };
        _registry.Set(plan.Run, machine);
        Task<FabricReport> opening = Task.FromResult(new FabricReport());
        IReadOnlyList<(int, int)> held = earlier?.Held ?? [];
        Task before = earlier?.Stored ?? Task.CompletedTask;
        KeptBlocks kept = earlier?.Kept ?? new KeptBlocks();
        PeerLink peers = new(_fabrics, _faults, plan, node);
        _runs[plan.Run] = plan.Spans
            ? new SpanFabric(_registry, peers, _checkpoints, plan, machine, node)
            {
                Opening = opening, Earlier = held, Before = before, Kept = kept,
            }
            : new GrainFabric(_grains, _fabrics, peers, _checkpoints, plan, machine, node)
            {
                Opening = opening, Earlier = held, Before = before, Kept = kept,
            };
        _logger.EpochBegins(plan.Run, plan.Epoch, node, plan.Silos.Length);
        return new FabricReport();
    }

    private List<Task<FabricReport>> GiveBelow(EpochPlan plan, int node, Func<IFabricService, int, Task<FabricReport>> order)
    {
        List<Task<FabricReport>> reports = new();
        for (int child = Fan * node + 1; child <= Fan * node + Fan && child < plan.Silos.Length; child++)
        {
            int silo = child;
            reports.Add(Guarded(() => _fabrics.Carry(plan.Silos[silo], fabric => order(fabric, silo))));
        }

        return reports;
    }

    // Where one has failed the others need not be waited for: they may be waiting for its batch, and so may this silo.
    private static async Task<FabricReport> Together(RunFabric run, IEnumerable<Task<FabricReport>> reports)
    {
        FabricReport sum = await Sum(reports, all: false);
        if (sum.Failure is not null) run.Break(new StaleEpochException(sum.Failure));
        return sum;
    }

    private static async Task<FabricReport> Sum(IEnumerable<Task<FabricReport>> reports, bool all)
    {
        List<Task<FabricReport>> open = [.. reports];
        FabricReport? sum = null;
        while (open.Count > 0 && (all || sum?.Failure is null))
        {
            Task<FabricReport> next = open.Count == 1 ? open[0] : await Task.WhenAny(open);
            open.Remove(next);
            sum = sum is null ? await next : sum.And(await next);
        }

        return sum!;
    }

    private static async Task<FabricReport> Soon(Task<FabricReport> report)
    {
        if (report.IsCompleted) return await report;
        try
        {
            return await report.WaitAsync(s_answerWithin);
        }
        catch (TimeoutException)
        {
            return new FabricReport { IsPending = true };
        }
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
                OutOfMemory = failure is OutOfMemoryException, Cut = (failure as UnreachableSiloException)?.Cut ?? [],
            };
        }
    }
}
