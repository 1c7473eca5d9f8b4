using Tickstorm.Scenarios;

namespace Tickstorm.Kernel;

/// <summary>Which CPUs share a core group and a package, and what that costs.</summary>
internal sealed class Topology
{
    private readonly Costs _costs;
    private readonly int _coreGroup;
    private readonly int _package;

    public Topology(MachineShape shape, Costs costs)
    {
        _costs = costs;
        Cpus = shape.Cpus;
        _coreGroup = Math.Max(1, shape.CoreGroup);
        int packages = shape.Packages > 0 ? Math.Min(shape.Packages, Cpus) : (Cpus + 63) / 64;
        _package = (Cpus + packages - 1) / packages;
    }

    public int Cpus { get; }

    public int PackageCpus => _package;

    /// <summary>0 in one core group, 1 in one package, 2 otherwise.</summary>
    public int Distance(int a, int b) => a / _coreGroup == b / _coreGroup ? 0 : a / _package == b / _package ? 1 : 2;

    /// <summary>ICR write to acceptance, ns.</summary>
    public long IpiNs(int from, int to) =>
        Distance(from, to) switch { 0 => _costs.IpiCoreGroup, 1 => _costs.IpiPackage, _ => _costs.IpiMachine };

    /// <summary>A cache line's way from one CPU to another, ns.</summary>
    public long LineNs(int from, int to) => LineNs(Distance(from, to));

    /// <summary>The same between the two CPUs that are farthest apart; 0 on a machine of one CPU.</summary>
    public long FarthestLineNs => Cpus == 1 ? 0 : LineNs(0, Cpus - 1);

    private long LineNs(int distance) =>
        distance switch { 0 => _costs.CacheLineCoreGroup, 1 => _costs.CacheLinePackage, _ => _costs.CacheLineMachine };
}
