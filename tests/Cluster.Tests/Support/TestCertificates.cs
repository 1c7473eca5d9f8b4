using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Tickstorm.Contracts.Security;

namespace Tickstorm.Tests.Support;

/// <summary>An authority and certificates that it has signed, as PEM files.</summary>
internal sealed class TestCertificates : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tickstorm-tls-").FullName;
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _authority;

    public TestCertificates()
    {
        CertificateRequest request = new("CN=Test authority", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1));
        File.WriteAllText(Authority, _authority.ExportCertificatePem());
    }

    private string Authority => Path.Combine(_folder, "authority.pem");

    /// <summary>A certificate with a DNS name, of somebody.</summary>
    public TlsSettings Sign(string name = "tickstorm", string? owner = null)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=" + (owner ?? name), key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        byte[] serial = Guid.NewGuid().ToByteArray();
        serial[0] &= 0x7f;
        using X509Certificate2 signed = request.Create(
            _authority, DateTimeOffset.UtcNow.AddMinutes(-30), DateTimeOffset.UtcNow.AddMinutes(30), serial);
        string file = Path.Combine(_folder, Guid.NewGuid().ToString("n"));
        File.WriteAllText(file + ".pem", signed.ExportCertificatePem());
        File.WriteAllText(file + ".key", key.ExportPkcs8PrivateKeyPem());
        return new TlsSettings { Certificate = file + ".pem", Key = file + ".key", Authority = Authority };
    }

    public static string[] SiloSettings(TlsSettings settings) =>
        [$"Tls:Certificate={settings.Certificate}", $"Tls:Key={settings.Key}", $"Tls:Authority={settings.Authority}"];

    public void Dispose()
    {
        _authority.Dispose();
        _key.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
