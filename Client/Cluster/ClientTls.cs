using Tickstorm.Client.Shell;
using Tickstorm.Contracts.Security;

namespace Tickstorm.Client.Cluster;

/// <summary>
/// TLS to silos: TICKSTORM_TLS_CERTIFICATE, TICKSTORM_TLS_KEY and TICKSTORM_TLS_AUTHORITY name PEM files, TICKSTORM_TLS_NAME the cluster's
/// DNS name.
/// </summary>
internal static class ClientTls
{
    private const string Prefix = "TICKSTORM_TLS_";

    /// <summary>Secures connections when the variables say so, and tells silos who calls.</summary>
    public static void Secure(IClientBuilder client, string cluster)
    {
        TlsCertificates? certificates = Certificates();
        if (certificates is not null) client.UseTls(certificates.WithSilos);
        client.AddOutgoingGrainCallFilter(new CallerClaim(certificates, cluster, Environment.UserName));
    }

    private static TlsCertificates? Certificates()
    {
        TlsSettings settings = Settings();
        if (Problem(settings) is { } problem) throw new BadInputException(problem);
        if (!settings.IsWanted) return null;
        try
        {
            return new TlsCertificates(settings);
        }
        catch (InvalidDataException failure)
        {
            throw new BadInputException(failure.Message);
        }
    }

    /// <summary>What the variables say.</summary>
    public static TlsSettings Settings()
    {
        TlsSettings settings = new() { Certificate = Variable("CERTIFICATE"), Key = Variable("KEY"), Authority = Variable("AUTHORITY") };
        if (Variable("NAME") is { Length: > 0 } name) settings.Name = name;
        return settings;
    }

    /// <summary>What is wrong with them; null when nothing is.</summary>
    public static string? Problem(TlsSettings settings) => settings.Problem(setting => Prefix + setting.ToUpperInvariant());

    private static string Variable(string name) => Environment.GetEnvironmentVariable(Prefix + name) ?? "";
}
