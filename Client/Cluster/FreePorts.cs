using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Tickstorm.Client.Cluster;

/// <summary>
/// Ports of loopback that are free now, and below those that the system gives to outgoing connections (ip_local_port_range): nobody takes
/// them before whom they are for. Who finds one speaks for it by the port of UDP with its number, as long as its process lives: of two that
/// look at the same time the second does not find it too, while the first one's program does not listen yet.
/// </summary>
internal static class FreePorts
{
    private const int Lowest = 15_000, Highest = 32_000;
    private static readonly ConcurrentBag<Socket> s_spokenFor = [];

    public static int[] Find(int count)
    {
        List<int> ports = [];
        while (ports.Count < count)
        {
            int port = Random.Shared.Next(Lowest, Highest);
            Socket claim = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            using TcpListener listener = new(IPAddress.Loopback, port);
            try
            {
                claim.Bind(new IPEndPoint(IPAddress.Loopback, port));
                listener.Start();
            }
            catch (SocketException)
            {
                // Taken, or spoken for: another one.
                claim.Dispose();
                continue;
            }

            s_spokenFor.Add(claim);
            ports.Add(port);
        }

        return [.. ports];
    }
}
