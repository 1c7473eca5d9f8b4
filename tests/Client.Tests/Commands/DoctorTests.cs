using System.Net;
using System.Net.Sockets;
using Tickstorm.Client.Cluster;

namespace Tickstorm.Tests.Commands;

public class DoctorTests
{
    [Fact]
    public void What_a_silo_needs_here_is_tried_with_the_settings_of_the_environment()
    {
        // Ports that nobody's connection is given when the listeners have gone.
        int[] ports = FreePorts.Find(3);
        TcpListener[] listeners = [.. ports.Select(port => new TcpListener(IPAddress.Loopback, port))];
        foreach (TcpListener listener in listeners) listener.Start();
        (string, string)[] settings =
        [
            ("TICKSTORM__SILOPORT", $"{ports[0]}"), ("TICKSTORM__GATEWAYPORT", $"{ports[1]}"), ("TICKSTORM__HTTPPORT", $"{ports[2]}"),
            ClientProcess.OwnSilo,
        ];
        ClientProcess taken = ClientProcess.Run(settings, "doctor", "--silo");
        foreach (TcpListener listener in listeners) listener.Dispose();
        ClientProcess free = ClientProcess.Run(settings, "doctor", "--silo");

        Assert.Equal(1, taken.ExitCode);
        Assert.Contains($"NOT RIGHT: Tickstorm:HttpPort: port {ports[2]} of 127.0.0.1 is taken", taken.Output, StringComparison.Ordinal);
        Assert.True(free.ExitCode == 0, free.Output + free.Error);
        Assert.Contains($"{ports[0]}, {ports[1]} and {ports[2]} of 127.0.0.1 are free", free.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_of_the_client_that_is_not_whole_is_found()
    {
        ClientProcess run = ClientProcess.Run([("TICKSTORM_TLS_KEY", "/nowhere.key")], "doctor");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("certificate NOT RIGHT: TICKSTORM_TLS_CERTIFICATE is missing", run.Output, StringComparison.Ordinal);
    }
}
