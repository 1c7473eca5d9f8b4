using System.Net;
using System.Security.Cryptography;
using System.Text;
using Tickstorm.Contracts.Fabric;
using Tickstorm.Contracts.Processes;
using Tickstorm.Contracts.Runs;
using Tickstorm.Contracts.Security;
using Tickstorm.Contracts.Silos;
using Tickstorm.Tests.Support;

namespace Tickstorm.Tests.Silos;

/// <summary>The attacks of docs/security.md, by its numbers, against silo processes.</summary>
[Collection(SiloProcesses.Name)]
public sealed class AttackTests(AttackedSilos attacked) : IClassFixture<AttackedSilos>
{
    private SiloProcess Silo => attacked.Silos[0];

    private TestCertificates Certificates => attacked.Certificates;

    [Fact]
    public async Task A1_Who_shows_no_certificate_is_let_in_nowhere()
    {
        Assert.True(await RawConnection.IsRefused(Silo.GatewayPort, shown: null));
        Assert.True(await RawConnection.IsRefused(Silo.SiloPort, shown: null));
    }

    [Fact]
    public async Task A2_Who_shows_a_wrong_certificate_is_let_in_nowhere()
    {
        using TestCertificates others = new();
        foreach (TlsSettings wrong in new[] { others.Sign(), others.Sign("operator.tickstorm"), Certificates.Sign("somebody") })
        {
            Assert.True(await RawConnection.IsRefused(Silo.GatewayPort, wrong));
            Assert.True(await RawConnection.IsRefused(Silo.SiloPort, wrong));
        }

        await attacked.Says("was refused");
    }

    [Fact]
    public async Task A3_A_clients_certificate_makes_no_silo()
    {
        foreach (string role in new[] { "viewer", "user", "operator" })
        {
            TlsSettings client = Certificates.Sign($"{role}.tickstorm");
            Assert.True(await RawConnection.IsLetIn(Silo.GatewayPort, client));
            Assert.True(await RawConnection.IsRefused(Silo.SiloPort, client));
        }

        Assert.True(await RawConnection.IsLetIn(Silo.SiloPort, Certificates.Sign()));
    }

    [Fact]
    public async Task A4_Who_claims_to_be_somebody_without_a_signature_is_nobody()
    {
        using TestCertificates others = new();
        foreach (CallerClaim claim in new[]
        {
            new CallerClaim(tls: null, "tickstorm", "root"),
            new CallerClaim(new TlsCertificates(others.Sign("operator.tickstorm")), "tickstorm", "root"),
            new CallerClaim(new TlsCertificates(Certificates.Sign("operator.tickstorm")), "another cluster", "root"),
        })
        {
            await using OutsideClient client = await attacked.Connect("user", "ann", claim);
            await Assert.ThrowsAsync<AccessDeniedException>(() => client.Machine("any").Status());
        }

        await attacked.Says("somebody was refused IMachineGrain.Status of any");
    }

    [Fact]
    public async Task A5_A_run_is_changed_by_its_owner_and_by_operators_alone()
    {
        const string Run = "of-ann";
        await using OutsideClient ann = await attacked.Connect("user", "ann"), bob = await attacked.Connect("user", "bob"),
            viewer = await attacked.Connect("viewer", "eve"), chief = await attacked.Connect("operator", "chief");
        Assert.StartsWith(
            "eve may not start", (await Assert.ThrowsAsync<AccessDeniedException>(() => viewer.Machine(Run).Start(Endless()))).Message,
            StringComparison.Ordinal);
        Assert.Null((await ann.Machine(Run).Start(Endless())).Refusal);
        Assert.Equal("ann", (await viewer.Machine(Run).Status()).Owner);
        foreach (OutsideClient other in new[] { bob, viewer })
        {
            IMachineGrain machine = other.Machine(Run);
            foreach (Func<Task> change in new Func<Task>[]
            {
                () => machine.Pause(), machine.Resume, machine.Cancel, machine.Remove, () => machine.TraceSegment(1),
                () => machine.TraceBlocks(1),
            })
            {
                await Assert.ThrowsAsync<AccessDeniedException>(change);
            }
        }

        Assert.False((await ann.Machine(Run).Status()).HasEnded);
        Assert.Null((await PatientClient.Pause(ann.Machine(Run))).Refusal);
        Assert.Null((await chief.Machine(Run).Cancel()).Refusal);
        Assert.Equal(RunStatus.Cancelled, (await ann.End(Run)).Status);
        await attacked.Says(@"bob \(User\) was refused IMachineGrain.Cancel of of-ann: the run belongs to ann");
        await attacked.Says(@"chief \(Operator\) calls IMachineGrain.Cancel of of-ann");
    }

    [Fact]
    public async Task A6_What_is_for_silos_no_client_may_call_an_operator_neither()
    {
        await using OutsideClient chief = await attacked.Connect("operator", "chief");
        IFabricService fabric = await AttackedSilos.FabricOf(Silo, chief);
        PeerBatch malformed = new("any", new StepId(1, 1, 1), From: 0, Lists: int.MaxValue, RandomNumberGenerator.GetBytes(64));
        foreach (Func<Task> call in new Func<Task>[]
        {
            () => fabric.Again("any", malformed.Step, to: 0), () => fabric.Forget("any", long.MaxValue, new CheckpointId()), fabric.Version,
            () => chief.Grains.GetGrain<IVirtualCpuGrain>(0, "any").Stop(long.MaxValue).AsTask(),
            () => chief.Grains.GetGrain<IIoApicGrain>(0, "any").Stop(long.MaxValue).AsTask(),
            () => chief.Grains.GetGrain<ILedRunGrain>("any").Wake(), () => chief.Grains.GetGrain<IRunsDeskGrain>(0).Forget("any"),
        })
        {
            Assert.EndsWith("it is a call of silos.", (await Assert.ThrowsAsync<AccessDeniedException>(call)).Message, StringComparison.Ordinal);
        }

        // Nobody waits for its answer: the silo tells its log.
        await fabric.Put(malformed);
        await attacked.Says(@"chief \(Operator\) was refused IFabricService.Put");
    }

    [Fact]
    public async Task A7_A_scenario_that_is_too_large_is_not_read()
    {
        await using OutsideClient ann = await attacked.Connect("user", "ann");
        RunRequest request = new() { Scenario = new string('#', 100_001), Name = "large", Design = Runs.Design };
        RunAnswer answer = await ann.Machine("large").Start(request);
        Assert.Equal((RunAnswerCode.OverLimit, "The scenario of large has 100001 bytes; this cluster allows 100000."),
            (answer.Code, answer.Refusal));
        Assert.Equal(RunStatus.Unknown, (await ann.Machine("large").Status()).Status);
    }

    [Fact]
    public async Task A8_Garbage_on_any_port_ends_its_connection_and_nothing_else()
    {
        await using OutsideClient ann = await attacked.Connect("user", "ann");
        Assert.Null((await ann.Machine("beside").Start(Runs.Request(windowNs: 50_000))).Refusal);
        byte[][] garbage =
        [
            RandomNumberGenerator.GetBytes(10_000), new byte[10_000], [0xff, 0xff, 0xff, 0x7f, 1, 2, 3],
            // A TLS record that says to be longer than one may be, and one of a version that is none.
            [22, 3, 1, 0xff, 0xff, .. RandomNumberGenerator.GetBytes(200)], [22, 9, 9, 0, 4, 1, 0, 0, 0],
            Encoding.ASCII.GetBytes("GET /" + new string('a', 100_000) + " HTTP/1.1\r\nHost: x\r\n\r\n"),
            Encoding.ASCII.GetBytes("POST /health/ready HTTP/1.1\r\nContent-Length: -1\r\n\r\n"),
        ];
        foreach (SiloProcess silo in attacked.Silos)
        {
            await Task.WhenAll(
                new[] { silo.SiloPort, silo.GatewayPort, silo.HttpPort }.SelectMany(
                    port => garbage.Select(said => RawConnection.EndsAfter(port, said))));
        }

        foreach (SiloProcess silo in attacked.Silos) Assert.Equal(HttpStatusCode.OK, (await silo.Ask("/health/ready"))?.Status);
        Assert.Equal(Runs.Digest, (await ann.Result("beside", Runs.Scenario, Runs.Design)).Digest);
        Assert.Equal(1, (await ann.Machine("beside").Status()).Epoch);
    }

    private static RunRequest Endless()
    {
        Scenarios.Scenario endless = Runs.Scenario with { Run = Runs.Scenario.Run with { DurationNs = 3_600_000_000_000 } };
        return new RunRequest
        {
            Scenario = Scenarios.Yaml.ScenarioWriter.Write(endless), Name = endless.Name, Design = Runs.Design, WindowNs = 50_000,
        };
    }
}
