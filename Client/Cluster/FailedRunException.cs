namespace Tickstorm.Client.Cluster;

/// <summary>A run on the cluster has failed: it has no result.</summary>
internal sealed class FailedRunException(string message) : Exception(message);
