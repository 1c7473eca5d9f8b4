namespace Tickstorm.Results;

/// <summary>How a bulk-synchronous job went.</summary>
/// <param name="Steps">Steps that all CPUs have ended.</param>
/// <param name="Slowdown">How much longer they took than without interrupts: 1 for none; null when no step has ended.</param>
public sealed record JobReport(long Steps, double? Slowdown);
