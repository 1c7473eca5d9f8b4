using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Tickstorm.Contracts.Security;

/// <summary>
/// Certificates as loaded. Both sides of a connection show one and check the other's: signed by the authority, and with the cluster's name.
/// </summary>
public sealed class TlsIdentity : IDisposable
{
    private readonly X509Certificate2 _own;
    private readonly X509Certificate2Collection _chain = [];
    private readonly X509Certificate2Collection _authority = [];
    private readonly SslStreamCertificateContext _context;
    private readonly string _name;

    private TlsIdentity(TlsSettings settings)
    {
        _name = settings.Name;
        _own = X509Certificate2.CreateFromPemFile(settings.Certificate, settings.Key);
        _chain.ImportFromPemFile(settings.Certificate);
        _authority.ImportFromPemFile(settings.Authority);
        _context = SslStreamCertificateContext.Create(_own, _chain, offline: true);
    }

    /// <summary>Loads the files.</summary>
    /// <exception cref="InvalidDataException">A file holds something else than it should.</exception>
    public static TlsIdentity Load(TlsSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        try
        {
            TlsIdentity identity = new(settings);
            if (identity._authority.Count == 0) throw new InvalidDataException($"{settings.Authority} holds no certificate in PEM form.");
            if (!identity._own.MatchesHostname(settings.Name))
                throw new InvalidDataException($"The certificate in {settings.Certificate} has not the DNS name {settings.Name}.");
            return identity;
        }
        catch (CryptographicException failure)
        {
            throw new InvalidDataException(
                $"{settings.Certificate} and {settings.Key} are no certificate and its key in PEM form: {failure.Message}");
        }
    }

    /// <summary>How to accept a connection.</summary>
    internal SslServerAuthenticationOptions AsServer => new()
    {
        ServerCertificateContext = _context,
        ClientCertificateRequired = true,
        CertificateChainPolicy = Policy(),
        RemoteCertificateValidationCallback = IsOneOfUs,
    };

    /// <summary>How to make a connection.</summary>
    internal SslClientAuthenticationOptions AsClient => new()
    {
        TargetHost = _name,
        ClientCertificateContext = _context,
        CertificateChainPolicy = Policy(),
        RemoteCertificateValidationCallback = IsOneOfUs,
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        _own.Dispose();
        foreach (X509Certificate2 certificate in _chain) certificate.Dispose();
        foreach (X509Certificate2 certificate in _authority) certificate.Dispose();
    }

    private X509ChainPolicy Policy()
    {
        X509ChainPolicy policy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(_authority);
        return policy;
    }

    private bool IsOneOfUs(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        errors == SslPolicyErrors.None && certificate is X509Certificate2 shown && shown.MatchesHostname(_name);
}
