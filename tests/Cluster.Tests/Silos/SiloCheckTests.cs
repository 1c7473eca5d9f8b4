using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Tickstorm.Client.Cluster;
using Tickstorm.Contracts.Security;
using Tickstorm.Tests.Support;

namespace Tickstorm.Tests.Silos;

/// <summary>tickstorm-silo --check, which doctor --silo shows: each thing that will not do is named, and nothing is started.</summary>
[Collection(SiloProcesses.Name)]
public sealed class SiloCheckTests(PostgresFixture fixture) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tickstorm-check-").FullName;
    private readonly TestCertificates _certificates = new();
    private readonly int[] _ports = FreePorts.Find(3);

    public void Dispose()
    {
        _certificates.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void What_will_do_is_said_line_by_line_and_a_taken_port_is_found()
    {
        (int code, string said) = Check(Folders());
        Assert.Equal(0, code);
        Assert.Equal(["settings", "ports", "storage", "memory", "certificate"], said.Split('\n').SkipLast(1).Select(line => line.Split(' ')[0]));
        using TcpListener taken = new(IPAddress.Loopback, _ports[1]);
        taken.Start();
        (code, said) = Check(Folders());
        Assert.Equal(1, code);
        Assert.Contains($"ports       NOT RIGHT: Tickstorm:GatewayPort: port {_ports[1]} of 127.0.0.1 is taken", said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_setting_that_is_none_is_bad_input()
    {
        (int code, string said) = Check(["Storage=nowhere"]);
        Assert.Equal(2, code);
        Assert.StartsWith("settings    NOT RIGHT: Tickstorm:Storage is \"nowhere\"", said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_that_ends_soon_or_of_another_authority_is_found()
    {
        (int code, string said) = Check([.. Folders(), .. TestCertificates.SiloSettings(_certificates.Sign())]);
        Assert.Equal(1, code);
        Assert.Contains("only: it should have been renewed", said, StringComparison.Ordinal);
        Assert.DoesNotContain("is not signed by", said, StringComparison.Ordinal);
        using TestCertificates others = new();
        TlsSettings mixed = _certificates.Sign();
        mixed.Authority = others.Sign().Authority;
        (code, said) = Check([.. Folders(), .. TestCertificates.SiloSettings(mixed)]);
        Assert.Equal(1, code);
        Assert.Contains($"is not signed by {mixed.Authority}", said, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task The_database_its_clock_and_its_statements_are_tried()
    {
        PostgresServer database = await fixture.Server;
        string[] settings = ["Clustering=postgresql", "Storage=postgresql", $"ConnectionString={database.ConnectionString}"];
        (int code, string said) = Check(settings);
        Assert.Equal(0, code);
        Assert.Matches(@"clock       the database is [+-]0\.\d{3} s from this machine", said);
        Assert.Contains("statements  all that the providers look up", said, StringComparison.Ordinal);
        settings[2] = $"ConnectionString={database.ConnectionString.Replace("Database=postgres", "Database=template1", StringComparison.Ordinal)}";
        (code, said) = Check(settings);
        Assert.Equal(1, code);
        Assert.Matches("statements  NOT RIGHT: .*apply deploy/postgresql", said);
        settings[2] = "ConnectionString=Host=127.0.0.1;Port=1;Username=silo";
        (code, said) = Check(settings);
        Assert.Equal(1, code);
        Assert.Contains("storage     NOT RIGHT: The database of the user's name at 127.0.0.1:1 cannot be used", said, StringComparison.Ordinal);
    }

    private string[] Folders() =>
        ["Clustering=folder", $"ClusteringFolder={Path.Combine(_folder, "members")}", "Storage=folder",
            $"StorageFolder={Path.Combine(_folder, "storage")}"];

    private (int Code, string Said) Check(string[] settings)
    {
        string[] ports = [$"SiloPort={_ports[0]}", $"GatewayPort={_ports[1]}", $"HttpPort={_ports[2]}"];
        ProcessStartInfo start = new(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "tickstorm-silo.dll"), "--check",
                .. ports.Concat(settings).Select(setting => "--Tickstorm:" + setting),
            ])
        {
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        string said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, said);
    }
}
