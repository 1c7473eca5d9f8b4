using System.Globalization;
using System.Text.RegularExpressions;
using Tickstorm.Contracts.Runs;
using Tickstorm.Contracts.Security;
using Tickstorm.Tests.Faults;
using Tickstorm.Tests.Support;

namespace Tickstorm.Tests.Silos;

/// <remarks>Slow: silo processes start. Who is refused: <see cref="AttackTests"/>.</remarks>
[Trait("Speed", "slow")]
[Collection(SiloProcesses.Name)]
public sealed class TlsTests : IDisposable
{
    private const string Run = "secured";
    private readonly string _folder = Directory.CreateTempSubdirectory("tickstorm-silos-").FullName;
    private readonly TestCertificates _certificates = new();

    public void Dispose()
    {
        _certificates.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Silos_with_certificates_run_together()
    {
        SiloProcess[] silos = await SiloProcess.Start(
            2, [.. Folders(), .. TestCertificates.SiloSettings(_certificates.Sign()), SiloProcess.Patient]);
        try
        {
            TlsCertificates own = new(_certificates.Sign());
            await using (OutsideClient client = await OutsideClient.Connect(silos, "tickstorm", own))
            {
                Assert.Null((await client.Machine(Run).Start(Runs.BriefRequest)).Refusal);
                Assert.Equal(Runs.BriefDigest, (await client.Result(Run, Runs.Brief, Runs.Design)).Digest);
                Assert.Equal(2, (await client.Machine(Run).Status()).Silos.Length);
            }

            // Those of tests hold for half an hour.
            string metrics = (await silos[0].Ask("/metrics"))!.Value.Text;
            Match left = Regex.Match(metrics, @"^tickstorm_tls_certificate_expiry_seconds(?:\{.*\})? (\S+)", RegexOptions.Multiline);
            Assert.InRange(double.Parse(left.Groups[1].Value, CultureInfo.InvariantCulture), 1, 1_800);
        }
        finally
        {
            foreach (SiloProcess silo in silos) silo.Dispose();
        }
    }

    [Fact]
    public async Task Certificates_are_replaced_under_a_running_cluster_and_no_epoch_begins()
    {
        TlsSettings files = _certificates.Sign();
        SiloProcess[] silos = await SiloProcess.Start(2, [.. Folders(), .. TestCertificates.SiloSettings(files), SiloProcess.Patient]);
        try
        {
            TlsSettings ofClient = _certificates.Sign();
            await using OutsideClient client = await OutsideClient.Connect(silos, "tickstorm", new TlsCertificates(ofClient));
            Assert.Null((await client.Machine(Run).Start(Runs.Request(windowNs: 50_000))).Refusal);
            RunProgress before = await client.Reached(Run, windows: 20);
            // Another authority: who has not read its certificates would believe nobody any more.
            using TestCertificates renewed = new();
            foreach (TlsSettings old in new[] { files, ofClient })
            {
                TlsSettings next = renewed.Sign();
                File.Copy(next.Authority, old.Authority, overwrite: true);
                File.Copy(next.Key, old.Key, overwrite: true);
                File.Copy(next.Certificate, old.Certificate, overwrite: true);
            }

            await using (OutsideClient later = await OutsideClient.Connect(silos, "tickstorm", new TlsCertificates(renewed.Sign())))
                Assert.Equal(before.Epoch, (await later.Machine(Run).Status()).Epoch);
            Assert.Equal(Runs.Digest, (await client.Result(Run, Runs.Scenario, Runs.Design)).Digest);
            Assert.Equal(before.Epoch, (await client.Machine(Run).Status()).Epoch);
            await FaultRuns.Until(
                () => Task.FromResult(silos.Any(silo => silo.Said.Contains("is used from now on", StringComparison.Ordinal))), seconds: 180,
                () => "No silo says that it has read its certificates.");
        }
        finally
        {
            foreach (SiloProcess silo in silos) silo.Dispose();
        }
    }

    [Fact]
    public async Task A_certificate_with_another_name_is_refused_at_the_start()
    {
        using SiloProcess silo = SiloProcess.Begin([.. Folders(), .. TestCertificates.SiloSettings(_certificates.Sign("somebody"))]);
        Assert.Equal(2, await silo.ExitCode());
        Assert.Contains("has not the DNS name tickstorm", silo.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_key_is_named()
    {
        TlsSettings settings = _certificates.Sign();
        using SiloProcess silo = SiloProcess.Begin([.. Folders(), $"Tls:Certificate={settings.Certificate}"]);
        Assert.Equal(2, await silo.ExitCode());
        Assert.Contains("Tickstorm:Tls:Key is missing", silo.Said, StringComparison.Ordinal);
    }

    private string[] Folders() =>
        ["Clustering=folder", $"ClusteringFolder={Path.Combine(_folder, "membership")}", "Storage=folder",
            $"StorageFolder={Path.Combine(_folder, "storage")}"];
}
