namespace Tickstorm.Contracts.Security;

/// <summary>Who somebody is to silos and clients, and whom they believe. All four or none.</summary>
public sealed class TlsSettings
{
    /// <summary>A PEM file with the own certificate, and those between it and the authority's.</summary>
    public string Certificate { get; set; } = "";

    /// <summary>A PEM file with the certificate's private key.</summary>
    public string Key { get; set; } = "";

    /// <summary>A PEM file with the certificates of the authority that has signed everybody's.</summary>
    public string Authority { get; set; } = "";

    /// <summary>The DNS name that every certificate of the cluster must have. Addresses come and go; it stays.</summary>
    public string Name { get; set; } = "tickstorm";

    /// <summary>True when connections are to be secured.</summary>
    public bool IsWanted => Certificate.Length > 0 || Key.Length > 0 || Authority.Length > 0;

    /// <summary>What is wrong; null when nothing is.</summary>
    /// <param name="spelling">How a setting is spelt where they come from, by its name here.</param>
    public string? Problem(Func<string, string> spelling)
    {
        ArgumentNullException.ThrowIfNull(spelling);
        if (!IsWanted) return null;
        foreach (
            (string name, string path) in new[] { (nameof(Certificate), Certificate), (nameof(Key), Key), (nameof(Authority), Authority) })
        {
            if (path.Length == 0)
                return $"{spelling(name)} is missing; TLS needs a certificate, its key and the authority, each a PEM file.";
            if (!File.Exists(path)) return $"{spelling(name)} is \"{path}\"; there is no such file.";
        }

        return Name.Length == 0
            ? $"{spelling(nameof(Name))} is empty; it must be a DNS name that every certificate of the cluster has."
            : null;
    }
}
