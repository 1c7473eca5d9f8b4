using Tickstorm.Engine;
using Tickstorm.Kernel.Cores;
using Tickstorm.Kernel.Lines;
using Tickstorm.Kernel.Locks;

namespace Tickstorm.Kernel;

/// <summary>Saved states of the machine's processes: cores by struct copy, the few shared ones by pooled copies.</summary>
internal sealed class MachineStore(SmpMachine machine, ProcessIds ids, InterruptDomain domain, XtimeLock xtime, LegacyBlock legacy) : IStateStore
{
    private readonly StructStore<Core> _cores = new(machine.Cores);
    private DomainState? _domain;
    private LockQueue? _xtimeQueue;
    private XtimeState _xtime;
    private LegacyState _legacy;

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
        else
        {
            xtime.State = _xtime;
            _xtimeQueue!.CopyTo(xtime.Queue);
        }
    }

    /// <inheritdoc/>
    public void Clear() => _cores.Clear();
}
