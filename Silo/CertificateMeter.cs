using System.Diagnostics.Metrics;
using Tickstorm.Contracts.Security;

namespace Tickstorm.Silo;

/// <summary>Measures how long the silo's certificate still holds, so that somebody hears of one that was not renewed.</summary>
internal sealed class CertificateMeter : IDisposable
{
    private readonly Meter _meter = new("Tickstorm.Tls");

    /// <summary>Measures until it is disposed.</summary>
    public CertificateMeter(TlsCertificates certificates) => _meter.CreateObservableGauge(
        "tickstorm.tls.certificate.expiry", () => (certificates.Until - DateTimeOffset.UtcNow).TotalSeconds, "s",
        "Time that the silo's certificate still holds");

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
