namespace Tickstorm.Processes;

/// <summary>The numbers of the machine's processes: cores first, then the shared ones. They depend on the scenario alone.</summary>
/// <param name="Cpus">vCPUs.</param>
/// <param name="Hosts">Host CPUs; 0 when none are simulated.</param>
/// <param name="IsWatched">True when detectors run.</param>
/// <param name="HasJob">True when there is a job.</param>
/// <param name="HasCallLock">True when there is one call at a time.</param>
/// <param name="HasBroadcast">True when ticks are broadcast.</param>
/// <param name="ShootDownLocks">Locks of shoot-downs.</param>
/// <param name="MessageLines">Lines of devices that send messages.</param>
internal readonly record struct ProcessIds(
    int Cpus, int Hosts = 0, bool IsWatched = false, bool HasJob = false, bool HasCallLock = false, bool HasBroadcast = false,
    int ShootDownLocks = 0, int MessageLines = 0)
{
    /// <summary>The line group: IO-APIC, ioapic_lock, lines.</summary>
    public int Lines => Cpus;

    /// <summary>The legacy block: PIT.</summary>
    public int Legacy => Cpus + 1;

    /// <summary>The xtime lock.</summary>
    public int Xtime => Cpus + 2;

    /// <summary>All.</summary>
    public int Count => MessageLine(MessageLines);

    /// <summary>The detectors, where they run.</summary>
    public int Watch => Cpus + 3 + Hosts;

    /// <summary>The job's barrier, where there is one.</summary>
    public int Job => Watch + (IsWatched ? 1 : 0);

    /// <summary>call_lock, where there is one.</summary>
    public int CallLock => Job + (HasJob ? 1 : 0);

    /// <summary>tick_broadcast_lock, where ticks are broadcast.</summary>
    public int Broadcast => CallLock + (HasCallLock ? 1 : 0);

    /// <summary>A lock of shoot-downs.</summary>
    public int ShootDownLock(int number) => Broadcast + (HasBroadcast ? 1 : 0) + number;

    /// <summary>The line of a device that sends messages, by its number among those.</summary>
    public int MessageLine(int number) => ShootDownLock(ShootDownLocks) + number;

    /// <summary>A host CPU.</summary>
    public int Host(int number) => Cpus + 3 + number;

    /// <summary>The host CPU that a vCPU runs on; only where host CPUs are simulated.</summary>
    public int HostOf(int cpu) => Host(cpu % Hosts);
}
