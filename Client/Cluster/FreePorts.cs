using System.Net;
using System.Net.Sockets;

namespace Tickstorm.Client.Cluster;

/// <summary>
/// Ports of loopback that are free now, and below those that the system gives to outgoing connections (ip_local_port_range): nobody takes
/// them before whom they are for.
/// </summary>
internal static class FreePorts
{
    private const int Lowest = 15_000, Highest = 32_000;

    public static int[] Find(int count)
    {
        HashSet<int> ports = [];
        while (ports.Count < count)
        {
            int port = Random.Shared.Next(Lowest, Highest);
            using TcpListener listener = new(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                ports.Add(port);
            }
            catch (SocketException)
            {
                // Taken: another one.
            }
        }

        return [.. ports];
    }
}
