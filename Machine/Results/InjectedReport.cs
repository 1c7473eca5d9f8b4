namespace Tickstorm.Results;

/// <summary>An interrupt that came to a CPU from outside, or a register that was written from there.</summary>
/// <param name="TimeNs">When, ns.</param>
/// <param name="Cpu">The CPU; -1 for a register of the IO-APIC.</param>
/// <param name="Vector">The vector; -1 for an NMI, 0 for a write.</param>
/// <param name="Register">The register that was written; null for an interrupt.</param>
/// <param name="Value">What was written.</param>
public sealed record InjectedReport(long TimeNs, int Cpu, int Vector, string? Register = null, uint Value = 0);
