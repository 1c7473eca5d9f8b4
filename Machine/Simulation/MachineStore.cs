using Tickstorm.Engine;
using Tickstorm.Processes;
using Tickstorm.Processes.Cores;

namespace Tickstorm.Simulation;

/// <summary>Saved states of the machine's processes: cores by struct copy; the few shared ones keep their own.</summary>
internal sealed class MachineStore(CoreTable cores, int cpus, SharedProcess?[] shared) : IStateStore
{
    private readonly IStateStore _cores = cores.CreateStore();

    /// <inheritdoc/>
    public int Save(int process)
    {
        if (process < cpus) return _cores.Save(process);
        shared[process - cpus]!.Save();
        return -1;
    }

    /// <inheritdoc/>
    public void Restore(int process, int place)
    {
        if (process < cpus) _cores.Restore(process, place);
        else shared[process - cpus]!.Restore();
    }

    /// <inheritdoc/>
    public void Clear() => _cores.Clear();
}
