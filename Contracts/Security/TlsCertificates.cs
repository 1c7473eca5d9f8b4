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
    private readonly TlsSettings _settings;
    private TlsIdentity _identity;
    private string _stamp;
    private ILogger _logger = NullLogger.Instance;

    /// <summary>Reads the files.</summary>
    /// <exception cref="InvalidDataException">A file holds something else than it should.</exception>
    public TlsCertificates(TlsSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _settings = settings;
        _stamp = Stamp();
        _identity = TlsIdentity.Load(settings);
    }

    /// <summary>Hears of who was refused, and of files that cannot be used.</summary>
    public ILogger Logger
    {
        set => _logger = value;
    }

    /// <summary>Both sides of each connection show a certificate and check the other's.</summary>
    public void Configure(TlsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
        options.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
        // Orleans wants one that does not change; below it is replaced by the one of the moment, with its chain.
        options.LocalCertificate = Current.Own;
        options.RemoteCertificateValidation = IsOneOfUs;
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
                    _identity = TlsIdentity.Load(_settings);
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

    private bool IsOneOfUs(X509Certificate2 certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        string? fault = errors != SslPolicyErrors.None ? $"its certificate is not accepted ({errors})"
            : certificate.MatchesHostname(_settings.Name) ? null : $"its certificate has not the DNS name {_settings.Name}";
        if (fault is not null) LogRefused(certificate.Subject, fault);
        return fault is null;
    }

    [LoggerMessage(EventId = 40, Level = LogLevel.Warning, Message = "A connection with {Peer} was refused: {Reason}")]
    private partial void LogRefused(string peer, string reason);

    [LoggerMessage(EventId = 41, Level = LogLevel.Information, Message = "The certificate in {File} is used from now on")]
    private partial void LogRenewed(string file);

    [LoggerMessage(EventId = 42, Level = LogLevel.Warning, Message = "The certificate that was used before is still used: {Reason}")]
    private partial void LogNotRenewed(string reason);
}
