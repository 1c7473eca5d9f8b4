using System.Net;
using System.Net.Sockets;

namespace Tickstorm.Silo;

/// <summary>
/// A silo's ports, for it alone, before the cluster hears of it. Orleans listens with SO_REUSEPORT, so that two silos could share a port
/// without a word, and one with the address of another would declare it dead.
/// </summary>
/// <remarks>
/// A name per port in Linux' abstract socket space is held until the process ends, so that no two silos of one machine pass; who else
/// listens is found by binding without sharing.
/// </remarks>
internal sealed class PortClaims : IDisposable
{
    private const int MostTries = 10;
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(200);
    private readonly List<Socket> _names = [];

    /// <summary>Claims the ports.</summary>
    /// <exception cref="InvalidDataException">A port is taken; the message names it and its setting.</exception>
    public static PortClaims Take(SiloSettings settings)
    {
        PortClaims claims = new();
        try
        {
            claims.Claim(settings.ListenAddress, nameof(settings.HttpPort), settings.HttpPort);
            claims.Claim(settings.ListenAddress, nameof(settings.GatewayPort), settings.GatewayPort);
            claims.Claim(settings.ListenAddress, nameof(settings.SiloPort), settings.SiloPort);
            if (settings.DashboardPort > 0) claims.Claim(IPAddress.Loopback, nameof(settings.DashboardPort), settings.DashboardPort);
            return claims;
        }
        catch
        {
            claims.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _names.ForEach(name => name.Dispose());

    private void Claim(IPAddress address, string setting, int port)
    {
        for (int tries = 1; ; tries++)
        {
            try
            {
                Bind(address, port);
                return;
            }
            catch (SocketException failure) when (failure.SocketErrorCode == SocketError.AddressAlreadyInUse && tries < MostTries)
            {
                // Whoever was here before may just be ending, or a connection has the number for a moment.
                Thread.Sleep(s_between);
            }
            catch (SocketException failure)
            {
                string why = failure.SocketErrorCode switch
                {
                    SocketError.AddressAlreadyInUse => "is taken by another program",
                    SocketError.AccessDenied => "is not allowed to this user",
                    SocketError.AddressNotAvailable => "cannot be listened on: this machine has no such address",
                    _ => $"cannot be listened on: {failure.Message}",
                };
                throw new InvalidDataException($"Tickstorm:{setting}: port {port} of {address} {why}; choose another one.");
            }
        }
    }

    private void Bind(IPAddress address, int port)
    {
        Socket? name = null;
        try
        {
            if (OperatingSystem.IsLinux())
            {
                name = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                name.Bind(new UnixDomainSocketEndPoint($"\0tickstorm-silo-{address}-{port}"));
            }

            using Socket probe = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { ExclusiveAddressUse = true };
            probe.Bind(new IPEndPoint(address, port));
            probe.Listen(1);
            if (name is not null) _names.Add(name);
        }
        catch
        {
            name?.Dispose();
            throw;
        }
    }
}
