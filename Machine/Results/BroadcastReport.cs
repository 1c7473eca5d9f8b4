namespace Tickstorm.Results;

/// <summary>What became of ticks that a device of the whole machine brings: targets = accepted + coalesced + in flight.</summary>
/// <param name="Device">pit, hpet or hrtimer.</param>
/// <param name="Handled">Runs of the broadcast's handler.</param>
/// <param name="Targets">IPIs that it sent.</param>
/// <param name="Accepted">Of these, those that IRR took.</param>
/// <param name="Coalesced">Those that merged with one of the same vector that IRR had.</param>
/// <param name="InFlight">Those under way at the end.</param>
/// <param name="IcrWrites">Writes of the ICR that they took.</param>
/// <param name="Enters">Times that a CPU was about to sleep where its local timer stops.</param>
/// <param name="Exits">Times that one had woken.</param>
/// <param name="Busy">Times that one was told not to sleep so deeply.</param>
/// <param name="Unarmed">Times that one slept without anything armed for it: its bit was set already.</param>
/// <param name="Forced">Times that one had woken after its event had passed, and asked for a broadcast of its own.</param>
/// <param name="Programs">Times that the one-shot device was programmed.</param>
/// <param name="HoldMaxNs">The longest time that tick_broadcast_lock was held.</param>
/// <param name="HoldTotalNs">How long it was held in all.</param>
public sealed record BroadcastReport(
    string Device, long Handled, long Targets, long Accepted, long Coalesced, long InFlight, long IcrWrites, long Enters, long Exits,
    long Busy, long Unarmed, long Forced, long Programs, long HoldMaxNs, long HoldTotalNs);
