using System.Runtime.InteropServices;
using Tickstorm.Client.Shell;

namespace Tickstorm.Client.Cluster;

/// <summary>The silo as it is started: a program, or dotnet with the assembly that a package of the tool has.</summary>
/// <param name="File">What is executed.</param>
/// <param name="Arguments">What comes before the silo's own arguments.</param>
internal sealed record SiloProgram(string File, IReadOnlyList<string> Arguments)
{
    private const string Name = "tickstorm-silo";

    /// <summary>What TICKSTORM_SILO names, or the one beside the client, or where a package or a build puts it; null for none.</summary>
    public static SiloProgram? Find()
    {
        string here = AppContext.BaseDirectory;
        string[] places =
        [
            Environment.GetEnvironmentVariable("TICKSTORM_SILO") ?? "", Path.Combine(here, Name), Path.Combine(here, "silo", Name + ".dll"),
            Path.Combine(here, "..", "..", "Silo", Path.GetFileName(Path.TrimEndingDirectorySeparator(here)), Name),
        ];
        if (places.FirstOrDefault(System.IO.File.Exists) is not { } place) return null;
        string found = Path.GetFullPath(place);
        return found.EndsWith(".dll", StringComparison.Ordinal) ? new SiloProgram(Dotnet(), [found]) : new SiloProgram(found, []);
    }

    /// <summary>The same, which must be there.</summary>
    /// <exception cref="BadInputException">There is none, or silos cannot be started on this system.</exception>
    public static SiloProgram Needed()
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new BadInputException(
                "cluster up starts silos on Linux alone; on this system run a silo by hand, or name a cluster with TICKSTORM_GATEWAYS.");
        }

        return Find() ?? throw new BadInputException(
            $"The silo program {Name} is not to be found beside this program; TICKSTORM_SILO may name it, or its {Name}.dll.");
    }

    /// <summary>What is started, for people.</summary>
    public override string ToString() => string.Join(' ', Arguments.Prepend(File));

    // Of the runtime that runs this: shared/Microsoft.NETCore.App/VERSION is below the folder of dotnet.
    private static string Dotnet()
    {
        string ofRuntime = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
        return System.IO.File.Exists(ofRuntime) ? ofRuntime : "dotnet";
    }
}
