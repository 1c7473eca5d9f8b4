namespace Tickstorm.Scenarios;

/// <summary>What the guest's TSC counts after a restore.</summary>
public enum TscRestore
{
    /// <summary>It goes on from where it was saved: the guest sees nothing of the time outside.</summary>
    Restored,

    /// <summary>It has gone on outside, as the source's host counts it.</summary>
    Continues,

    /// <summary>Nobody writes it: that of a new vCPU counts from 0.</summary>
    Lost,
}

/// <summary>What the guest's clock (kvmclock, VMI's real counter) shows after a restore.</summary>
public enum ClockRestore
{
    /// <summary>The clock is the TSC: it shows what that shows.</summary>
    Tsc,

    /// <summary>It stood still outside.</summary>
    Restored,

    /// <summary>It has gone on outside.</summary>
    Continues,
}

/// <summary>The order in which a hypervisor writes what it has saved of a local APIC.</summary>
public enum RestoreOrder
{
    /// <summary>Registers, TSC, deadline.</summary>
    Right,

    /// <summary>Registers, deadline, TSC.</summary>
    DeadlineBeforeTsc,

    /// <summary>TSC, deadline, registers: the deadline finds the timer in another mode.</summary>
    DeadlineBeforeMode,
}

/// <summary>Where counters of timers (local APIC, PIT, HPET) go on after a restore.</summary>
public enum CounterRestore
{
    /// <summary>From the count that was saved.</summary>
    Remaining,

    /// <summary>From their initial count.</summary>
    Restarted,

    /// <summary>They have counted outside.</summary>
    Elapsed,
}

/// <summary>
/// The guest is saved and restored: all vCPUs pause in the same instant, and run again after some time outside. A run's time is that in
/// which vCPUs run, so that the pause has no length in it.
/// </summary>
public sealed record GuestSnapshot
{
    /// <summary>When, ns.</summary>
    public long TimeNs { get; init; }

    /// <summary>How long the guest is away, ns.</summary>
    public long OutsideNs { get; init; }

    /// <summary>The TSC.</summary>
    public TscRestore Tsc { get; init; }

    /// <summary>The guest's clock.</summary>
    public ClockRestore Clock { get; init; }

    /// <summary>The order of the writes.</summary>
    public RestoreOrder Order { get; init; }

    /// <summary>The counters of timers.</summary>
    public CounterRestore Counters { get; init; }

    /// <summary>True when a deadline is compared with the TSC, as in hardware; false when it is a timer of the host (KVM).</summary>
    public bool ComparesDeadline { get; init; }

    /// <summary>By how much the guest's clock is ahead of what it showed before, ns.</summary>
    public long ClockStepNs => Clock switch
    {
        ClockRestore.Tsc when Tsc == TscRestore.Continues => OutsideNs,
        ClockRestore.Continues => OutsideNs,
        _ => 0,
    };
}
