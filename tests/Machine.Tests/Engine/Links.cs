using Tickstorm.Engine;

namespace Tickstorm.Tests.Engine;

/// <summary>Links without names.</summary>
internal sealed record Links(long MinLookaheadNs = 1) : ILinks;
