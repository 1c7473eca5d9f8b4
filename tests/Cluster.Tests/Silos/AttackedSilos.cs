using System.Reflection;
using System.Text.RegularExpressions;
using Tickstorm.Contracts.Fabric;
using Tickstorm.Contracts.Security;
using Tickstorm.Tests.Faults;
using Tickstorm.Tests.Support;

namespace Tickstorm.Tests.Silos;

/// <summary>Two silo processes with TLS, for all attacks.</summary>
public sealed class AttackedSilos : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tickstorm-attacked-").FullName;

    internal SiloProcess[] Silos { get; private set; } = [];

    internal TestCertificates Certificates { get; } = new();

    /// <summary>The log of all silos.</summary>
    internal string Said => string.Concat(Silos.Select(silo => silo.Said));

    public async Task InitializeAsync() => Silos = await SiloProcess.Start(
        2,
        [
            "Clustering=folder", $"ClusteringFolder={Path.Combine(_folder, "membership")}", "Storage=folder",
            $"StorageFolder={Path.Combine(_folder, "storage")}", "Limits:ScenarioBytes=100000", SiloProcess.Patient,
            .. TestCertificates.SiloSettings(Certificates.Sign()),
        ]);

    public Task DisposeAsync()
    {
        foreach (SiloProcess silo in Silos) silo.Dispose();
        Certificates.Dispose();
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>Waits until a silo's log has something: it comes a little after the call that it is of.</summary>
    internal Task Says(string pattern) =>
        FaultRuns.Until(() => Task.FromResult(Regex.IsMatch(Said, pattern)), seconds: 180, () => $"{pattern} is not said: {Said}");

    /// <summary>A client with a certificate of a role.</summary>
    internal Task<OutsideClient> Connect(string role, string owner, CallerClaim? claim = null) =>
        OutsideClient.Connect(Silos, "tickstorm", new TlsCertificates(Certificates.Sign($"{role}.tickstorm", owner)), claim: claim);

    /// <summary>The fabric of a silo, as a silo would address it.</summary>
    internal static async Task<IFabricService> FabricOf(SiloProcess silo, OutsideClient client)
    {
        SiloAddress address = SiloAddress.FromParsableString((await silo.Ask("/silo"))!.Value.Text.Trim());
        Type utilities = typeof(IClusterClient).Assembly.GetType("Orleans.CodeGeneration.GrainInterfaceUtils", throwOnError: true)!;
        MethodInfo codeOf = utilities.GetMethod("GetGrainClassTypeCode", BindingFlags.Static | BindingFlags.Public)!;
        int code = (int)codeOf.Invoke(null, [typeof(IFabricService)])!;
        return client.Grains.GetGrain<IFabricService>(SystemTargetGrainId.CreateGrainServiceGrainId(code, null!, address));
    }
}
