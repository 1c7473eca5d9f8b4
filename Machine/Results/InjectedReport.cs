namespace Tickstorm.Results;

/// <summary>An interrupt that came to a CPU from outside.</summary>
/// <param name="TimeNs">When, ns.</param>
/// <param name="Cpu">The CPU.</param>
/// <param name="Vector">The vector; -1 for an NMI.</param>
public sealed record InjectedReport(long TimeNs, int Cpu, int Vector);
