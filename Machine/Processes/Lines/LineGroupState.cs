namespace Tickstorm.Processes.Lines;

/// <summary>The line group's state apart from its lines.</summary>
internal struct LineGroupState
{
    public ulong Hash;

    /// <summary>From when ioapic_lock is free, ns.</summary>
    public long IoApicFreeNs;

    /// <summary>How often ioapic_lock was taken, how often the level quirk ran, what the IO-APIC has sent.</summary>
    public long IoApicAcquisitions, Mis, PinMessages;

    /// <summary>Where holders release it: when the next waiter gets ioapic_lock, ns, and who has it; -1 for nobody.</summary>
    public long IoApicGrantNs;
    public int IoApicHolder;

    /// <summary>Times that a lock of a line was taken past those that had halted for it.</summary>
    public long Steals;

    public uint Sequence;
    public int OperationsBegun;

    /// <summary>CPUs that have gone offline.</summary>
    public int Left;
}
