using Tickstorm.Engine;
using Tickstorm.Processes;
using Tickstorm.Simulation;

namespace Tickstorm.Tests.Processes;

/// <summary>A machine out of single processes, as a cluster has them.</summary>
internal sealed class ProcessModel : ISimulationModel
{
    private readonly LogicalProcess[] _processes;

    public ProcessModel(MachinePlan plan)
    {
        MinLookaheadNs = plan.MinLookaheadNs;
        Publications = plan.Publish();
        _processes = [.. Enumerable.Range(0, plan.ProcessCount).Select(plan.Create)];
    }

    public int ProcessCount => _processes.Length;

    public long MinLookaheadNs { get; }

    public Publications Publications { get; }

    public ReadOnlySpan<PublishedWrite> Published(int value) => _processes[Publications[value].Writer].Published(value);

    public LogicalProcess this[int process] => _processes[process];

    public long NextLocalNs(int process) => _processes[process].NextLocalNs;

    public void Execute(int process, long untilNs, ReadOnlySpan<Message> inbox, Effects effects) =>
        _processes[process].Execute(untilNs, inbox, effects);

    public ulong Hash(int process) => _processes[process].Hash;

    public IStateStore CreateStateStore() => throw new NotSupportedException("the reference engine saves nothing");

    public void Fold(int worker, int process, ReadOnlySpan<Statistic> statistics) { }

    public void Prepare(int workers) { }

    public void CheckInvariants(int process) { }
}
