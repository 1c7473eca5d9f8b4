using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Tickstorm.Contracts.Security;

/// <summary>
/// Certificates as they are in files at some time: the own one, those between it and the authority's, and the authority's.
/// </summary>
internal sealed class TlsIdentity
{
    // TLS of a client.
    private const string ClientUse = "1.3.6.1.5.5.7.3.2";

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
    public static TlsIdentity Load(TlsSettings settings, bool isSilo)
    {
        ArgumentNullException.ThrowIfNull(settings);
        try
        {
            TlsIdentity identity = new(settings);
            if (identity._authority.Count == 0) throw new InvalidDataException($"{settings.Authority} holds no certificate in PEM form.");
            bool isOneOfUs = isSilo
                ? CertificateRole.IsSilo(identity._own, settings.Name)
                : CertificateRole.Of(identity._own, settings.Name) is not null;
            if (!isOneOfUs)
            {
                string others = isSilo ? "" : ", nor that with viewer., user. or operator. before it";
                throw new InvalidDataException(
                    $"The certificate in {settings.Certificate} has not the DNS name {settings.Name}{others}.");
            }

            return identity;
        }
        catch (CryptographicException failure)
        {
            throw new InvalidDataException(
                $"{settings.Certificate} and {settings.Key} are no certificate and its key in PEM form: {failure.Message}");
        }
    }

    /// <summary>The own certificate.</summary>
    public X509Certificate2 Own => _own;

    /// <summary>A token by which a silo of the cluster knows the client that has the certificate.</summary>
    public byte[] Token(string cluster, DateTimeOffset now) => CallerToken.Write(_own, _chain, cluster, now);

    /// <summary>The client that a token is of.</summary>
    /// <exception cref="AccessDeniedException">It is of nobody that the authority has signed a certificate for.</exception>
    public Caller CallerOf(byte[] token, string cluster, DateTimeOffset now)
    {
        X509Certificate2Collection shown = CallerToken.Read(token, cluster, now);
        using X509Chain chain = new() { ChainPolicy = Policy() };
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientUse));
        chain.ChainPolicy.ExtraStore.AddRange(shown);
        if (!chain.Build(shown[0]))
            throw new AccessDeniedException("The client's certificate is not of this cluster's authority, or not valid now.");
        return CertificateRole.Of(shown[0], _name)
            ?? throw new AccessDeniedException($"The client's certificate has no DNS name that makes it one of {_name}.");
    }

    /// <summary>Adds the chain that is shown, and the authority that is believed, to how a connection is accepted.</summary>
    public void Complete(SslServerAuthenticationOptions options)
    {
        options.ServerCertificateSelectionCallback = null;
        options.ServerCertificate = null;
        options.ServerCertificateContext = _context;
        options.CertificateChainPolicy = Policy();
    }

    /// <summary>Adds the same, and the name that is expected, to how a connection is made.</summary>
    public void Complete(SslClientAuthenticationOptions options)
    {
        options.TargetHost = _name;
        options.LocalCertificateSelectionCallback = null;
        options.ClientCertificates = null;
        options.ClientCertificateContext = _context;
        options.CertificateChainPolicy = Policy();
    }

    /// <summary>Why the authority's certificates do not vouch for the own one, whatever its time; null when they do.</summary>
    public string? Distrust(DateTimeOffset now)
    {
        using X509Chain chain = new() { ChainPolicy = Policy() };
        chain.ChainPolicy.ExtraStore.AddRange(_chain);
        chain.ChainPolicy.VerificationTime = now.LocalDateTime;
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        return chain.Build(_own) ? null : string.Join(", ", chain.ChainStatus.Select(why => why.StatusInformation.Trim().TrimEnd('.')));
    }

    private X509ChainPolicy Policy()
    {
        X509ChainPolicy policy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(_authority);
        return policy;
    }
}
