using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Tickstorm.Contracts.Security;

/// <summary>What is wrong with the certificate of a silo or client, before a connection fails for it.</summary>
public static class CertificateCheck
{
    /// <summary>So long before its end a certificate should have been renewed.</summary>
    public static readonly TimeSpan Renewal = TimeSpan.FromDays(7);

    private const string Server = "1.3.6.1.5.5.7.3.1", Client = "1.3.6.1.5.5.7.3.2";

    /// <summary>Each fault in a sentence, and until when the certificate holds; null where it cannot be read.</summary>
    /// <param name="settings">The files.</param>
    /// <param name="isSilo">A silo is server and client, a client is a client alone.</param>
    /// <param name="now">The time that the certificate must hold at.</param>
    public static (DateTimeOffset? Until, IReadOnlyList<string> Faults) Of(TlsSettings settings, bool isSilo, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(settings);
        TlsIdentity identity;
        try
        {
            identity = TlsIdentity.Load(settings, isSilo);
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return (null, [failure.Message]);
        }

        X509Certificate2 own = identity.Own;
        string file = settings.Certificate;
        DateTimeOffset begin = own.NotBefore, end = own.NotAfter;
        List<string> faults = [];
        if (now < begin) faults.Add($"{file} holds only from {begin.UtcDateTime:u} on: is the clock right?");
        if (now > end) faults.Add($"{file} held until {end.UtcDateTime:u}.");
        else if (now > end - Renewal) faults.Add($"{file} holds until {end.UtcDateTime:u} only: it should have been renewed.");
        if (isSilo && !Serves(own, Server)) faults.Add($"{file} is not for servers (its extended key usage lacks {Server}).");
        if (!Serves(own, Client)) faults.Add($"{file} is not for clients (its extended key usage lacks {Client}).");
        if (identity.Distrust(now) is { } distrust) faults.Add($"{file} is not signed by {settings.Authority} ({distrust}).");
        return (end, faults);
    }

    // Without the extension a certificate is for everything.
    private static bool Serves(X509Certificate2 certificate, string purpose) =>
        certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().FirstOrDefault() is not { } usage
        || usage.EnhancedKeyUsages.Cast<Oid>().Any(use => use.Value == purpose);
}
