using Tickstorm.Kernel;
using Tickstorm.Kernel.Designs;
using Tickstorm.Scenarios;

namespace Tickstorm.Processes;

/// <summary>What a broadcast depends on.</summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Design">The design.</param>
/// <param name="Kernel">The kernel.</param>
/// <param name="Topology">The machine's shape.</param>
/// <param name="Ids">The numbers of its processes.</param>
/// <param name="Vector">The local timer's vector: that of the broadcast IPI.</param>
/// <param name="Wants">The CPUs that tick at time 0.</param>
/// <param name="Guest">What is planned of CPUs.</param>
internal sealed record BroadcastPlan(
    Scenario Scenario, Design Design, KernelSwitches Kernel, Topology Topology, ProcessIds Ids, byte Vector, bool[] Wants,
    GuestPlan Guest);
