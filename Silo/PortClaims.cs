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
        try
        {
            if (OperatingSystem.IsLinux())
            {
                Socket name = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                _names.Add(name);
                name.Bind(new UnixDomainSocketEndPoint($"\0tickstorm-silo-{address}-{port}"));
            }

            using Socket probe = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { ExclusiveAddressUse = true };
            probe.Bind(new IPEndPoint(address, port));
            probe.Listen(1);
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
