using System.Net;
using System.Net.Sockets;
using Tickstorm.Client.Cluster;

namespace Tickstorm.Tests.Cluster;

/// <summary>Ports for programs that do not listen yet.</summary>
public class FreePortsTests
{
    [Fact]
    public void Who_looks_at_the_same_time_finds_other_ports()
    {
        int[] found = [.. Enumerable.Range(0, 8).AsParallel().SelectMany(_ => FreePorts.Find(60))];
        Assert.Equal(480, found.Distinct().Count());
    }

    [Fact]
    public void What_is_found_can_be_listened_to_and_is_found_by_nobody_else()
    {
        int port = FreePorts.Find(1)[0];
        using TcpListener listener = new(IPAddress.Loopback, port);
        listener.Start();
        // As another process sees it.
        using Socket claim = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        Assert.Throws<SocketException>(() => claim.Bind(new IPEndPoint(IPAddress.Loopback, port)));
    }
}
