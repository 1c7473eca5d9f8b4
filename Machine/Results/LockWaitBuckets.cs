using Tickstorm.Tracing;

namespace Tickstorm.Results;

/// <summary>Waits for one kind.</summary>
/// <param name="Lock">The kind.</param>
/// <param name="Buckets">(Upper bound in ns, count), ascending; a value for each acquisition, 0 when the lock was free.</param>
public sealed record LockWaitBuckets(LockWaitKind Lock, IReadOnlyList<(long UpToNs, long Count)> Buckets);
