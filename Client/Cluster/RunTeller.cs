namespace Tickstorm.Client.Cluster;

/// <summary>What a command says of a cluster's run on the way, and how it may leave it.</summary>
/// <param name="Story">Hears it.</param>
/// <param name="Detachment">Null when the run ends with the command.</param>
internal sealed record RunTeller(TextWriter Story, Detachment? Detachment = null);
