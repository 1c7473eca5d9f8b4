using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Tickstorm.Contracts.Security;

/// <summary>
/// What a client sends with each call to say who it is: its certificates, the cluster and the time, signed with its key. The connection
/// says it too, but only to the silo that it ends at, which passes calls on.
/// </summary>
internal static class CallerToken
{
    /// <summary>How far a token's time may be from the silo's.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromMinutes(10);

    private const byte Format = 1;
    private const int MostCertificates = 8, MostBytes = 32_768;

    /// <summary>Writes one.</summary>
    public static byte[] Write(X509Certificate2 own, X509Certificate2Collection chain, string cluster, DateTimeOffset now)
    {
        using MemoryStream bytes = new();
        using BinaryWriter writer = new(bytes, Encoding.UTF8);
        writer.Write(Format);
        writer.Write(cluster);
        writer.Write(now.ToUnixTimeMilliseconds());
        X509Certificate2[] shown = [own, .. chain.Where(other => other.Thumbprint != own.Thumbprint)];
        writer.Write((byte)shown.Length);
        foreach (X509Certificate2 certificate in shown) WriteBytes(certificate.RawData);
        WriteBytes(Sign(own, bytes.ToArray()));
        return bytes.ToArray();

        void WriteBytes(byte[] part)
        {
            writer.Write(part.Length);
            writer.Write(part);
        }
    }

    /// <summary>
    /// The certificates of one that was made for the cluster, lately, by who has the first one's key. Who has signed them is not looked at.
    /// </summary>
    /// <exception cref="AccessDeniedException">It is none such.</exception>
    public static X509Certificate2Collection Read(byte[] token, string cluster, DateTimeOffset now)
    {
        try
        {
            if (token.Length > MostBytes) throw new InvalidDataException();
            using MemoryStream bytes = new(token);
            using BinaryReader reader = new(bytes, Encoding.UTF8);
            if (reader.ReadByte() != Format) throw new InvalidDataException();
            if (reader.ReadString() != cluster) throw new AccessDeniedException("The client's signature was made for another cluster.");
            DateTimeOffset made = DateTimeOffset.FromUnixTimeMilliseconds(reader.ReadInt64());
            if ((made - now).Duration() > Lasts)
                throw new AccessDeniedException("The client's signature is too old, or the clocks of client and silo differ by minutes.");
            int count = reader.ReadByte();
            if (count is 0 or > MostCertificates) throw new InvalidDataException();
            X509Certificate2Collection certificates = [];
            for (int i = 0; i < count; i++) certificates.Add(X509CertificateLoader.LoadCertificate(ReadBytes(reader)));
            byte[] signed = token[..(int)bytes.Position];
            if (!IsSigned(certificates[0], signed, ReadBytes(reader))) throw new InvalidDataException();
            return certificates;
        }
        catch (Exception failure)
            when (failure is InvalidDataException or EndOfStreamException or CryptographicException or ArgumentException or FormatException)
        {
            throw new AccessDeniedException("The client's signature is not right.");
        }
    }

    private static byte[] ReadBytes(BinaryReader reader)
    {
        int length = reader.ReadInt32();
        if (length is < 0 or > MostBytes) throw new InvalidDataException();
        byte[] part = reader.ReadBytes(length);
        return part.Length == length ? part : throw new EndOfStreamException();
    }

    private static byte[] Sign(X509Certificate2 own, byte[] data)
    {
        using ECDsa? curve = own.GetECDsaPrivateKey();
        if (curve is not null) return curve.SignData(data, HashAlgorithmName.SHA256);
        using RSA rsa = own.GetRSAPrivateKey() ?? throw new InvalidDataException("The certificate's key is neither of RSA nor of a curve.");
        return rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
    }

    private static bool IsSigned(X509Certificate2 by, byte[] data, byte[] signature)
    {
        using ECDsa? curve = by.GetECDsaPublicKey();
        if (curve is not null) return curve.VerifyData(data, signature, HashAlgorithmName.SHA256);
        using RSA? rsa = by.GetRSAPublicKey();
        return rsa?.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pss) == true;
    }
}
