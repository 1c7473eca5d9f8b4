using Tickstorm.Engine;
using Tickstorm.Processes;
using Tickstorm.Processes.Cores;

namespace Tickstorm.Simulation;

/// <summary>Saved states of the machine's processes: cores by struct copy; the few shared ones keep their own.</summary>
internal sealed class MachineStore(CoreTable cores, SharedProcess[] shared) : IStateStore
{
    private readonly IStateStore _cores = cores.CreateStore();

    /// <inheritdoc/>
    public int Save(int process)
    {
        if (process < cores.Length) return _cores.Save(process);
        shared[process - cores.Length].Save();
        return -1;
    }

    /// <inheritdoc/>
    public void Restore(int process, int place)
    {
        if (process < cores.Length) _cores.Restore(process, place);
        else shared[process - cores.Length].Restore();
    }

    /// <inheritdoc/>
    public void Clear() => _cores.Clear();
}
