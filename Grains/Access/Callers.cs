using Tickstorm.Contracts.Security;

namespace Tickstorm.Grains.Access;

/// <summary>Finds out which client calls.</summary>
/// <param name="tls">By whose authority a client is known; null without TLS, where each is believed, and is an operator.</param>
/// <param name="cluster">The cluster's id.</param>
public sealed class Callers(TlsCertificates? tls, string cluster)
{
    private const int MostKept = 256, MostLetters = 100;
    private static readonly AsyncLocal<Caller?> s_current = new();

    // By what they said, until they say something else or the certificates are replaced.
    private readonly Dictionary<string, (Caller Caller, DateTimeOffset Until)> _known = [];

    /// <summary>The client whose call is being answered; null when a silo calls.</summary>
    public static Caller? Current
    {
        get => s_current.Value;
        internal set => s_current.Value = value;
    }

    /// <summary>The client that makes the call of the moment. What it said is not passed on to whomever the grain calls.</summary>
    /// <exception cref="AccessDeniedException">It does not say who it is, or is nobody of the cluster.</exception>
    public Caller Identify()
    {
        object? token = RequestContext.Get(CallerClaim.TokenKey), user = RequestContext.Get(CallerClaim.UserKey);
        RequestContext.Remove(CallerClaim.TokenKey);
        RequestContext.Remove(CallerClaim.UserKey);
        if (tls is not null)
            return token is byte[] signed ? Known(signed) : throw new AccessDeniedException("The client does not say who it is.");
        string name = user as string ?? "";
        return new Caller(name.Length > MostLetters ? name[..MostLetters] : name, Role.Operator);
    }

    private Caller Known(byte[] token)
    {
        string key = Convert.ToBase64String(token);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        lock (_known)
        {
            if (_known.TryGetValue(key, out (Caller Caller, DateTimeOffset Until) known) && now < known.Until) return known.Caller;
        }

        Caller caller = tls!.CallerOf(token, cluster);
        lock (_known)
        {
            if (_known.Count >= MostKept) _known.Clear();
            _known[key] = (caller, now + TimeSpan.FromMinutes(1));
        }

        return caller;
    }
}
