using Tickstorm.Contracts.Processes;
using Tickstorm.Processes;
using Tickstorm.Simulation;

namespace Tickstorm.Grains.Fabric;

/// <summary>References to the grains of a silo's processes, made once: getting one costs more than a third of a call.</summary>
internal sealed class GrainReferences
{
    private readonly int _first;
    private readonly IProcessGrain[] _processes;
    private readonly ILocalApicGrain?[] _localApics;

    public GrainReferences(IGrainFactory grains, MachinePlan plan, string run, int first, int count)
    {
        _first = first;
        _processes = new IProcessGrain[count];
        _localApics = new ILocalApicGrain?[count];
        for (int i = 0; i < count; i++)
        {
            int p = first + i;
            ProcessKind kind = plan.KindOf(p);
            _processes[i] = kind switch
            {
                ProcessKind.Core => grains.GetGrain<IVirtualCpuGrain>(p, run),
                ProcessKind.IoApic => grains.GetGrain<IIoApicGrain>(p, run),
                ProcessKind.Line => grains.GetGrain<IInterruptLineGrain>(p, run),
                ProcessKind.Legacy => grains.GetGrain<ILegacyDevicesGrain>(p, run),
                ProcessKind.HostCpu => grains.GetGrain<IHostCpuGrain>(p, run),
                _ => grains.GetGrain<IKernelLockGrain>(p, run),
            };
            if (kind == ProcessKind.Core) _localApics[i] = grains.GetGrain<ILocalApicGrain>(p, run);
        }
    }

    public IProcessGrain Process(int process) => _processes[process - _first];

    /// <summary>A core's local APIC, which its messages go to; null for what is no core, which gets them with the order.</summary>
    public ILocalApicGrain? LocalApic(int process) => _localApics[process - _first];
}
