namespace Tickstorm.Contracts.Security;

/// <summary>
/// What a client says of itself with each call: with TLS a signed token, otherwise the user's name, which nobody can check.
/// </summary>
public sealed class CallerClaim(TlsCertificates? tls, string cluster, string user) : IOutgoingGrainCallFilter
{
    /// <summary>The names under which it travels with a call.</summary>
    public const string TokenKey = "tickstorm.token", UserKey = "tickstorm.user";

    /// <inheritdoc/>
    public Task Invoke(IOutgoingGrainCallContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (tls is not null) RequestContext.Set(TokenKey, tls.Token(cluster));
        else RequestContext.Set(UserKey, user);
        return context.Invoke();
    }
}
