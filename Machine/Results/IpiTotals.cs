namespace Tickstorm.Results;

/// <summary>What became of the calls that their senders wait for: targets = accepted + coalesced + refused + in flight.</summary>
/// <param name="Targets">CPUs that were sent one, each time.</param>
/// <param name="Accepted">IRR took the vector.</param>
/// <param name="Coalesced">The vector was in IRR already.</param>
/// <param name="Refused">
/// No interrupt: the target's queue of calls was not empty, and whoever was first had sent one; or it needed none.
/// </param>
/// <param name="InFlight">Under way at the end.</param>
/// <param name="Skipped">Of those refused, shoot-downs of a vCPU that was preempted or idle: it flushes when it comes back.</param>
/// <param name="Flushes">Such flushes.</param>
/// <param name="ShootDowns">Shoot-downs of translations.</param>
/// <param name="IcrWrites">Writes of the ICR that these took.</param>
public sealed record IpiTotals(
    long Targets, long Accepted, long Coalesced, long Refused, long InFlight, long Skipped, long Flushes, long ShootDowns, long IcrWrites);
