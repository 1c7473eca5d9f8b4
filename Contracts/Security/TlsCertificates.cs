using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Connections.Security;

namespace Tickstorm.Contracts.Security;

/// <summary>
/// Orleans' TLS by the certificates that settings name. Files that are replaced count from the next connection on; those that there are go
/// on, so that a certificate is renewed without a restart.
/// </summary>
public sealed partial class TlsCertificates
{
    private readonly Lock _lock = new();
    private static readonly TimeSpan s_renewsToken = TimeSpan.FromMinutes(1);
    private readonly TlsSettings _settings;
    private readonly bool _isSilo;
    private TlsIdentity _identity;
    private string _stamp;
    private (byte[] Bytes, TlsIdentity Of, DateTimeOffset At)? _token;
    private ILogger _logger = NullLogger.Instance;

    /// <summary>Reads the files.</summary>
    /// <param name="settings">Their names.</param>
    /// <param name="isSilo">True when the certificate must be a silo's.</param>
    /// <exception cref="InvalidDataException">A file holds something else than it should.</exception>
    public TlsCertificates(TlsSettings settings, bool isSilo = false)
    {
        ArgumentNullException.ThrowIfNull(settings);
        (_settings, _isSilo) = (settings, isSilo);
        _stamp = Stamp();
        _identity = TlsIdentity.Load(settings, isSilo);
    }

    /// <summary>Hears of who was refused, and of files that cannot be used.</summary>
    public ILogger Logger
    {
        set => _logger = value;
    }

    /// <summary>When the own certificate ends.</summary>
    public DateTimeOffset Until => Current.Own.NotAfter;

    /// <summary>Connections with silos: both sides show a certificate, and the other's must be a silo's.</summary>
    public void WithSilos(TlsOptions options) => Configure(
        options, shown => CertificateRole.IsSilo(shown, _settings.Name) ? null : $"has not the DNS name {_settings.Name}");

    /// <summary>Connections that clients make: both sides show a certificate, and the client's must be one of a role.</summary>
    public void WithClients(TlsOptions options) => Configure(
        options, shown => CertificateRole.Of(shown, _settings.Name) is not null ? null : $"has no DNS name of {_settings.Name}");

    /// <summary>By what a client says with its calls who it is; made anew each minute.</summary>
    public byte[] Token(string cluster)
    {
        TlsIdentity identity = Current;
        DateTimeOffset now = DateTimeOffset.UtcNow;
        lock (_lock)
        {
            if (_token is not { } token || token.Of != identity || now - token.At > s_renewsToken)
                _token = token = (identity.Token(cluster, now), identity, now);
            return token.Bytes;
        }
    }

    /// <summary>The client that says so who it is.</summary>
    /// <exception cref="AccessDeniedException">It is nobody of the cluster.</exception>
    public Caller CallerOf(byte[] token, string cluster) => Current.CallerOf(token, cluster, DateTimeOffset.UtcNow);

    private void Configure(TlsOptions options, Func<X509Certificate2, string?> fault)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
        options.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
        // Orleans wants one that does not change; below it is replaced by the one of the moment, with its chain.
        options.LocalCertificate = Current.Own;
        options.RemoteCertificateValidation = (certificate, _, errors) => IsOneOfUs(certificate, errors, fault);
        options.OnAuthenticateAsServer = (_, server) =>
            Current.Complete((SslServerAuthenticationOptions)server.SslServerAuthenticationOptions);
        options.OnAuthenticateAsClient = (_, client) =>
            Current.Complete((SslClientAuthenticationOptions)client.SslClientAuthenticationOptions);
    }

    private TlsIdentity Current
    {
        get
        {
            lock (_lock)
            {
                string stamp = Stamp();
                if (stamp == _stamp) return _identity;
                try
                {
                    _identity = TlsIdentity.Load(_settings, _isSilo);
                    _stamp = stamp;
                    LogRenewed(_settings.Certificate);
                }
                catch (Exception failure) when (failure is InvalidDataException or IOException or UnauthorizedAccessException)
                {
                    // A certificate whose key is not there yet, perhaps: the next connection looks again.
                    LogNotRenewed(failure.Message);
                }

                return _identity;
            }
        }
    }

    private string Stamp() => string.Join(
        ' ', new[] { _settings.Certificate, _settings.Key, _settings.Authority }.Select(file => File.GetLastWriteTimeUtc(file).Ticks));

    private bool IsOneOfUs(X509Certificate2 certificate, SslPolicyErrors errors, Func<X509Certificate2, string?> fault)
    {
        string? found = errors != SslPolicyErrors.None ? $"is not accepted ({errors})" : fault(certificate);
        if (found is not null) LogRefused(certificate.Subject, $"its certificate {found}");
        return found is null;
    }

    [LoggerMessage(EventId = 40, Level = LogLevel.Warning, Message = "A connection with {Peer} was refused: {Reason}")]
    private partial void LogRefused(string peer, string reason);

    [LoggerMessage(EventId = 41, Level = LogLevel.Information, Message = "The certificate in {File} is used from now on")]
    private partial void LogRenewed(string file);

    [LoggerMessage(EventId = 42, Level = LogLevel.Warning, Message = "The certificate that was used before is still used: {Reason}")]
    private partial void LogNotRenewed(string reason);
}
