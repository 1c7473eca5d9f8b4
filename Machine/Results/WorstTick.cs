namespace Tickstorm.Results;

/// <summary>The handled tick that started latest after its expiry.</summary>
/// <param name="LatencyNs">How long after, ns.</param>
/// <param name="Cpu">Its CPU.</param>
/// <param name="Interrupt">The CPU's number of the interrupt, from 1.</param>
public sealed record WorstTick(long LatencyNs, int Cpu, long Interrupt);
