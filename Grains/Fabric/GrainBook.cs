using Tickstorm.Contracts.Processes;
using Tickstorm.Processes;
using Tickstorm.Simulation;

namespace Tickstorm.Grains.Fabric;

/// <summary>References to the grains of a silo's processes, made once: getting one costs more than a third of a call.</summary>
internal sealed class GrainBook
{
    private readonly int _first;
    private readonly IProcessGrain[] _processes;
    private readonly IMailbox[] _mailboxes;

    public GrainBook(IGrainFactory grains, MachinePlan plan, string run, int first, int count)
    {
        _first = first;
        _processes = new IProcessGrain[count];
        _mailboxes = new IMailbox[count];
        for (int i = 0; i < count; i++)
        {
            int p = first + i;
            (_processes[i], _mailboxes[i]) = plan.KindOf(p) switch
            {
                ProcessKind.Core => (grains.GetGrain<IVirtualCpuGrain>(p, run), grains.GetGrain<ILocalApicGrain>(p, run)),
                ProcessKind.IoApic => Both(grains.GetGrain<IIoApicGrain>(p, run)),
                ProcessKind.Line => Both(grains.GetGrain<IInterruptLineGrain>(p, run)),
                ProcessKind.Legacy => Both(grains.GetGrain<ILegacyDevicesGrain>(p, run)),
                ProcessKind.HostCpu => Both(grains.GetGrain<IHostCpuGrain>(p, run)),
                _ => Both(grains.GetGrain<IKernelLockGrain>(p, run)),
            };
        }
    }

    public IProcessGrain Process(int process) => _processes[process - _first];

    public IMailbox Mailbox(int process) => _mailboxes[process - _first];

    public ILocalApicGrain? LocalApic(int process) => _mailboxes[process - _first] as ILocalApicGrain;

    private static (IProcessGrain, IMailbox) Both<T>(T grain)
        where T : IProcessGrain, IMailbox => (grain, grain);
}
