using System.Security.Cryptography.X509Certificates;

namespace Tickstorm.Contracts.Security;

/// <summary>
/// What a certificate makes of who has it, by its DNS names: the cluster's own name is a silo's, "viewer.", "user." and "operator." before
/// it are those of clients. A silo's certificate may also be an operator's client.
/// </summary>
internal static class CertificateRole
{
    private const int MostLetters = 100;

    /// <summary>True for a silo's.</summary>
    public static bool IsSilo(X509Certificate2 certificate, string cluster) => certificate.MatchesHostname(cluster);

    /// <summary>The client that has it; null when it is nobody's of the cluster.</summary>
    public static Caller? Of(X509Certificate2 certificate, string cluster)
    {
        // Written out, each: a name with a star would have all roles.
        string[] names =
            [.. certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(all => all.EnumerateDnsNames())];
        Role? role = IsSilo(certificate, cluster) ? Role.Operator : null;
        foreach (Role each in Enum.GetValues<Role>())
        {
            string name = $"{each.ToString().ToLowerInvariant()}.{cluster}";
            if (names.Contains(name, StringComparer.OrdinalIgnoreCase)) role = role > each ? role : each;
        }

        string owner = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        return role is { } found ? new Caller(owner.Length > MostLetters ? owner[..MostLetters] : owner, found) : null;
    }
}
