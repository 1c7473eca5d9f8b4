using System.Net;
using System.Net.Sockets;

namespace Tickstorm.Tests.Support;

/// <summary>
/// Ports of loopback that are free now, and below those that the system gives to outgoing connections: nobody takes them before a silo
/// does.
/// </summary>
internal static class Ports
{
    private const int Lowest = 15_000, Highest = 32_000;

    public static int[] Free(int count)
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
