using System.Net;
using System.Net.Sockets;

namespace Tickstorm.Tests;

/// <summary>Listeners for HTTP, which want to be told their port.</summary>
internal static class LoopbackListener
{
    private const int MostTries = 20;

    /// <summary>One that listens, and its port.</summary>
    /// <param name="name">By which it is asked.</param>
    public static (HttpListener Listener, int Port) Start(string name)
    {
        for (int tries = 1; ; tries++)
        {
            HttpListener listener = new();
            int port = FreeNow();
            listener.Prefixes.Add($"http://{name}:{port}/");
            try
            {
                listener.Start();
                return (listener, port);
            }
            catch (Exception fault) when (tries < MostTries && fault is (HttpListenerException or SocketException))
            {
                // Somebody's connection was given the port in between.
                listener.Close();
            }
        }
    }

    private static int FreeNow()
    {
        using TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
