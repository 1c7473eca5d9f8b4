using Tickstorm.Engine;

namespace Tickstorm.Simulation;

/// <summary>A core that its owner has taken back from a <see cref="MachineSpan"/>: it executes its windows elsewhere.</summary>
internal interface IRecalledCore
{
    /// <summary>Executes a window with all its messages, from the same state in every round of it. Blocks.</summary>
    RecalledStep Execute(long untilNs, Message[] inbox, PublishedWrite[]?[]? published);
}

/// <summary>What an execution elsewhere came to.</summary>
/// <param name="Sent">All that was sent.</param>
/// <param name="Measured">All that was measured.</param>
/// <param name="Events">How many events there were.</param>
/// <param name="Fault">What it met that cannot be; null for nothing.</param>
/// <param name="Reads">When it read the published values; null when it did not.</param>
/// <param name="State">The state after it.</param>
internal sealed record RecalledStep(
    Message[] Sent, Statistic[] Measured, long Events, string? Fault, ReadTimes[]? Reads, byte[] State);
