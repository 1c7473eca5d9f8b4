namespace Tickstorm.Tests.Deploy;

/// <summary>
/// The tests that build this checkout, one after another: each restores for its own platform, and what one has restored is not what the
/// other one's compiler looks for.
/// </summary>
[CollectionDefinition(Name)]
public sealed class BuildsHere
{
    /// <summary>The name of their collection.</summary>
    public const string Name = "builds here";
}
