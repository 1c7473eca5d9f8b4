using Tickstorm.Engine;
using Tickstorm.Kernel.Cores;
using Tickstorm.Kernel.Hosts;
using Tickstorm.Kernel.Lines;
using Tickstorm.Kernel.Locks;

namespace Tickstorm.Kernel;

/// <summary>Saved states of the machine's processes: cores by struct copy, the few shared ones by pooled copies.</summary>
internal sealed class MachineStore(SmpMachine machine, ProcessIds ids, InterruptDomain domain, XtimeLock xtime, LegacyBlock legacy, HostCpu[] hosts) : IStateStore
{
    private readonly StructStore<Core> _cores = new(machine.Cores);
    private DomainState? _domain;
    private LockQueue? _xtimeQueue;
    private XtimeState _xtime;
    private LegacyState _legacy;
    private readonly HostState[] _hosts = new HostState[hosts.Length];
    private readonly ReadyQueue?[] _hostQueues = new ReadyQueue?[hosts.Length];

    /// <inheritdoc/>
    public int Save(int process)
    {
        if (process < ids.Cpus) return _cores.Save(process);
        if (process == ids.Domain)
        {
            _domain ??= domain.State.Clone();
            domain.State.CopyTo(_domain);
        }
        else if (process == ids.Legacy)
        {
            _legacy = legacy.State;
        }
        else if (process != ids.Xtime)
        {
            int host = process - ids.Host(0);
            _hosts[host] = hosts[host].State;
            hosts[host].Queue.CopyTo(_hostQueues[host] ??= hosts[host].Queue.Another());
        }
        else
        {
            _xtime = xtime.State;
            xtime.Queue.CopyTo(_xtimeQueue ??= xtime.Queue.Another());
        }

        return -1;
    }

    /// <inheritdoc/>
    public void Restore(int process, int place)
    {
        if (process < ids.Cpus)
        {
            _cores.Restore(process, place);
        }
        else if (process == ids.Domain)
        {
            _domain!.CopyTo(domain.State);
        }
        else if (process == ids.Legacy)
        {
            legacy.State = _legacy;
        }
        else if (process != ids.Xtime)
        {
            int host = process - ids.Host(0);
            hosts[host].State = _hosts[host];
            _hostQueues[host]!.CopyTo(hosts[host].Queue);
        }
        else
        {
            xtime.State = _xtime;
            _xtimeQueue!.CopyTo(xtime.Queue);
        }
    }

    /// <inheritdoc/>
    public void Clear() => _cores.Clear();
}
