using System.Globalization;
using Tickstorm.Contracts.Security;

namespace Tickstorm.Silo.Checks;

/// <summary>--check: whether a silo with these settings could run here, without starting one.</summary>
internal static class SiloCheck
{
    private const string Flag = "--check";

    // An idle silo has been seen with 140 MB.
    private const long LeastMemory = 256L << 20;

    /// <summary>Whether it is asked for.</summary>
    public static bool IsAsked(IReadOnlyList<string> arguments) => arguments.Count > 0 && arguments[0] == Flag;

    /// <summary>Prints a line for each thing that was tried.</summary>
    /// <returns>0 when all of them will do, 1 when one does not, 2 when the settings cannot be read.</returns>
    public static async Task<int> Run(IReadOnlyList<string> arguments, TextWriter output)
    {
        SiloSettings settings;
        try
        {
            string[] others = [.. arguments.Skip(1)];
            settings = SettingsReader.Read(WebApplication.CreateSlimBuilder(others).Configuration, others);
        }
        catch (Exception fault) when (fault is InvalidDataException or FormatException)
        {
            output.WriteLine(Line("settings", isRight: false, (fault.InnerException ?? fault).Message));
            return 2;
        }

        List<Finding> findings =
        [
            new("settings", true, $"clustering {settings.Clustering}, storage {settings.Storage}"),
            Ports(settings),
            .. await StorageCheck.Of(settings),
            Memory(),
            Certificate(settings.Tls),
        ];
        foreach (Finding finding in findings) output.WriteLine(Line(finding.What, finding.IsRight, finding.Text));
        return findings.TrueForAll(finding => finding.IsRight) ? 0 : 1;
    }

    private static string Line(string what, bool isRight, string text) => $"{what,-11} {(isRight ? "" : "NOT RIGHT: ")}{text}";

    private static Finding Ports(SiloSettings settings)
    {
        try
        {
            PortClaims.Take(settings).Dispose();
            return new(
                "ports", true, $"{settings.SiloPort}, {settings.GatewayPort} and {settings.HttpPort} of {settings.Listen} are free");
        }
        catch (InvalidDataException fault)
        {
            return new("ports", false, fault.Message);
        }
    }

    private static Finding Memory()
    {
        long bytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        string text = string.Create(CultureInfo.InvariantCulture, $"{bytes >> 20} MiB may be used");
        return new("memory", bytes >= LeastMemory, bytes >= LeastMemory ? text : $"{text}; {LeastMemory >> 20} MiB are the least");
    }

    private static Finding Certificate(TlsSettings settings)
    {
        if (!settings.IsWanted) return new("certificate", true, "none: whoever reaches the ports is let in");
        (DateTimeOffset? until, IReadOnlyList<string> faults) = CertificateCheck.Of(settings, isSilo: true, DateTimeOffset.UtcNow);
        return faults.Count == 0
            ? new("certificate", true, $"{settings.Certificate} holds until {until?.UtcDateTime:u}")
            : new("certificate", false, string.Join(' ', faults));
    }
}
