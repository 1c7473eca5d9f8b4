using Tickstorm.Scenarios;

namespace Tickstorm.Kernel;

/// <summary>Which vector, and which lock, a CPU's shoot-downs have until 3.5 (tlb_vector_offset, tlbstate_lock).</summary>
internal sealed class ShootDownVectors
{
    // From 2.6.39 on they are dealt out by node.
    private const int ByNode = 32;
    private readonly int _packageCpus, _perNode;
    private readonly byte _first;

    /// <summary>Those of a machine.</summary>
    public ShootDownVectors(Scenario scenario, Topology topology)
    {
        Count = SwitchTable.ShootDownVectors.Of(scenario.Kernel);
        _first = SwitchTable.ShootDownVector.Of(scenario.Kernel);
        _packageCpus = topology.PackageCpus;
        int nodes = (topology.Cpus + _packageCpus - 1) / _packageCpus;
        _perNode = nodes > ByNode ? 1 : ByNode / nodes;
        Locks = LocksOf(scenario);
    }

    /// <summary>How many there are; 0 where shoot-downs are call functions.</summary>
    public int Count { get; }

    /// <summary>How many locks there are: one for each vector, or none where each CPU has a vector of its own.</summary>
    public int Locks { get; }

    /// <summary>How many locks a machine has; 0 where it shoots nothing down.</summary>
    public static int LocksOf(Scenario scenario)
    {
        int count = SwitchTable.ShootDownVectors.Of(scenario.Kernel);
        bool isFree = count == ByNode && scenario.Machine.Cpus <= ByNode;
        return scenario.Workload.ShootDownsPerSecond == 0 || isFree ? 0 : count;
    }

    /// <summary>The number of a CPU's vector and lock.</summary>
    public int IndexOf(int cpu) => Count == ByNode
        ? cpu / _packageCpus % (ByNode / _perNode) * _perNode + cpu % _packageCpus % _perNode
        : cpu % Count;

    /// <summary>The vector of a number.</summary>
    public byte Vector(int index) => (byte)(_first + index);
}
