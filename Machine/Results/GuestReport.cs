namespace Tickstorm.Results;

/// <summary>What became of the timers that were armed when the guest was saved: each CPU's, or the machine's device.</summary>
/// <param name="TimeNs">When it was saved, ns.</param>
/// <param name="OutsideNs">How long it was away, ns.</param>
/// <param name="ClockStepNs">By how much the guest's clock was ahead afterwards, ns.</param>
/// <param name="Timers">Timers that were armed.</param>
/// <param name="Kept">Of these, those that expired when the guest's clock said so.</param>
/// <param name="AtOnce">Those that had expired when the guest was back.</param>
/// <param name="Early">Those that expired too early.</param>
/// <param name="Late">Those that expired too late.</param>
/// <param name="Silent">Those that did not expire in the run.</param>
/// <param name="LatestNs">The most that one of them was late, ns; null when none was, or nobody knows by how much.</param>
public sealed record SnapshotReport(
    long TimeNs, long OutsideNs, long ClockStepNs, long Timers, long Kept, long AtOnce, long Early, long Late, long Silent, long? LatestNs);

/// <summary>CPUs that went offline and came online.</summary>
/// <param name="Changes">Each one that was planned.</param>
/// <param name="MovedTimers">Timers that ran on the CPU that they had moved to.</param>
/// <param name="LatestMovedNs">The latest of them, ns; null when none has.</param>
/// <param name="Refused">Interrupts that came to an offline CPU, and that its local APIC refused.</param>
public sealed record HotplugReport(IReadOnlyList<HotplugChange> Changes, long MovedTimers, long? LatestMovedNs, long Refused);

/// <summary>A CPU that went offline, or came online.</summary>
/// <param name="TimeNs">When, ns.</param>
/// <param name="Cpu">Which.</param>
/// <param name="Online">True when it came online.</param>
/// <param name="Happened">False when the CPU that does it still waited for the one before.</param>
/// <param name="DeadNs">When it was found dead and its timers moved, ns; null when that has not been.</param>
/// <param name="DutyTo">Who got the timekeeper's duty by it: -1 for nobody; null when it did not move.</param>
public sealed record HotplugChange(long TimeNs, int Cpu, bool Online, bool Happened, long? DeadNs, int? DutyTo);
