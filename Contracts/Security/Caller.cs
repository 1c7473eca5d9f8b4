namespace Tickstorm.Contracts.Security;

/// <summary>What a client may do. Each may do what those before it may.</summary>
public enum Role
{
    /// <summary>See runs and their results.</summary>
    Viewer,

    /// <summary>Start runs, and stop and remove its own.</summary>
    User,

    /// <summary>Stop and remove anybody's runs, and ask silos how they are.</summary>
    Operator,
}

/// <summary>Whom a client acts for.</summary>
/// <param name="Name">Who owns what it starts.</param>
/// <param name="Role">What it may do.</param>
public sealed record Caller(string Name, Role Role);
