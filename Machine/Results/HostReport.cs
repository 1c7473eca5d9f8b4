namespace Tickstorm.Results;

/// <summary>What a guest has cost the host CPUs that its vCPUs share, and what they have taken from it.</summary>
/// <param name="Cpus">Host CPUs.</param>
/// <param name="GuestNs">Time of host CPUs that vCPUs had, all together.</param>
/// <param name="SwitchNs">Time that went into turns: from a decision to its effect, and back.</param>
/// <param name="TimerInterrupts">Host timer interrupts for timers of vCPUs.</param>
/// <param name="TimerNs">What these took.</param>
/// <param name="PolledNs">Time that host CPUs polled for vCPUs that had halted.</param>
/// <param name="PollHits">Polls that a wake-up ended.</param>
/// <param name="PollMisses">Polls that ended without one.</param>
/// <param name="Turns">Turns that vCPUs had.</param>
/// <param name="StolenNs">Time that vCPUs were ready and had no host CPU, as it is.</param>
/// <param name="SeenNs">The same as the guest's ticks have read it from the steal clock; 0 without one.</param>
/// <param name="Preempted">Times that a vCPU left within an interrupt or with interrupts off.</param>
/// <param name="HoldersPreempted">Of these, times that it held a lock of the kernel.</param>
/// <param name="HeldNs">How long vCPUs had such locks while they ran.</param>
/// <param name="WaitersPreempted">Times that it waited for one.</param>
/// <param name="SpinHalts">Times that one halted because it had spun too long (pv-qspinlock).</param>
/// <param name="PauseExits">Pause-loop exits.</param>
/// <param name="PauseYields">Of these, those that let another vCPU run.</param>
/// <param name="ExitNs">Time of host CPUs that exits took beside what guests wait for by themselves: windows, HLT, EOIs.</param>
public sealed record HostReport(
    int Cpus, long GuestNs, long SwitchNs, long TimerInterrupts, long TimerNs, long PolledNs, long PollHits, long PollMisses, long Turns,
    long StolenNs, long SeenNs, long Preempted, long HoldersPreempted, long HeldNs, long WaitersPreempted, long SpinHalts, long PauseExits,
    long PauseYields, long ExitNs)
{
    /// <summary>Time of host CPUs that went into the guest in any way.</summary>
    public long BusyNs => GuestNs + SwitchNs + PolledNs;
}
