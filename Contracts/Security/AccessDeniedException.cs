namespace Tickstorm.Contracts.Security;

/// <summary>A silo refuses a client's call: the message says why, for people. To ask again does not help.</summary>
/// <remarks>Of Orleans' kind, because Orleans puts any other into one of its own, with a stack trace as its message.</remarks>
[GenerateSerializer, Alias("tickstorm.access-denied")]
public sealed class AccessDeniedException(string message) : OrleansException(message);
