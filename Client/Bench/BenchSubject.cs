using Tickstorm.Engine;

namespace Tickstorm.Client.Bench;

/// <summary>What is measured: a fresh model for each repeat, and what it is.</summary>
/// <param name="Name">tick, ipi, mixed, scenario, phold or memory.</param>
/// <param name="Parameters">What decides the figures, for the record.</param>
/// <param name="DurationNs">How long is simulated, ns (for PHOLD in its own units).</param>
/// <param name="Create">Makes the model at time 0.</param>
/// <param name="TimerInterrupts">Timer interrupts of a finished run; null when there are none.</param>
internal sealed record BenchSubject(
    string Name, IReadOnlyDictionary<string, object> Parameters, long DurationNs, Func<ISimulationModel> Create, Func<ISimulationModel,
    long>? TimerInterrupts);
