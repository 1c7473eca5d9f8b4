using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Tickstorm.Contracts.Security;

namespace Tickstorm.Tests.Support;

/// <summary>A connection by hand, to say to a port what no client would.</summary>
internal static class RawConnection
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3), s_kept = TimeSpan.FromSeconds(1);

    /// <summary>Whether a port ends a TLS connection with these files; with none, one that shows no certificate.</summary>
    public static Task<bool> IsRefused(int port, TlsSettings? shown) => IsEnded(port, shown, s_patience);

    /// <summary>Whether a port keeps a TLS connection with these files, for a second.</summary>
    public static async Task<bool> IsLetIn(int port, TlsSettings shown) => !await IsEnded(port, shown, s_kept);

    private static async Task<bool> IsEnded(int port, TlsSettings? shown, TimeSpan within)
    {
        using TcpClient tcp = new();
        await tcp.ConnectAsync(IPAddress.Loopback, port);
        await using SslStream tls = new(tcp.GetStream(), leaveInnerStreamOpen: false, (_, silo, _, _) => silo is not null);
        using X509Certificate2? own = shown is null ? null : X509Certificate2.CreateFromPemFile(shown.Certificate, shown.Key);
        try
        {
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = "tickstorm",
                    ClientCertificateContext = own is null ? null : SslStreamCertificateContext.Create(own, null, offline: true),
                }).WaitAsync(s_patience);
            // Who is let in is waited for: a silo speaks second.
            using CancellationTokenSource kept = new(within);
            return await tls.ReadAsync(new byte[1], kept.Token) == 0;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (Exception ended) when (ended is IOException or AuthenticationException)
        {
            return true;
        }
    }

    /// <summary>Says something, and waits until the port has ended the connection, or a second. False when it was not ended.</summary>
    public static async Task<bool> EndsAfter(int port, byte[] said)
    {
        using TcpClient tcp = new();
        await tcp.ConnectAsync(IPAddress.Loopback, port);
        NetworkStream stream = tcp.GetStream();
        using CancellationTokenSource kept = new(s_kept);
        byte[] heard = new byte[4096];
        try
        {
            await stream.WriteAsync(said, kept.Token);
            while (await stream.ReadAsync(heard, kept.Token) > 0)
            {
                // An error page, say.
            }

            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
