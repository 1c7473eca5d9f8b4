using System.Net;
using System.Net.Sockets;

namespace Tickstorm.Chaos.Links;

/// <summary>
/// Stands between a silo and the others: they connect to the address that the silo says, which is the proxy's, and the proxy goes on to the one
/// that it listens on.
/// </summary>
internal sealed class SiloProxy : IDisposable
{
    private const int MostOpening = 400;
    private static readonly TimeSpan s_slow = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(10);
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Links _links;
    private readonly int _silo, _port;

    public SiloProxy(Links links, int silo, int port)
    {
        (_links, _silo, _port) = (links, silo, port);
        _listener = new TcpListener(Said(silo), port);
        _listener.Start();
        _ = Accept();
    }

    /// <summary>The address that a silo says it has.</summary>
    public static IPAddress Said(int silo) => new([127, 0, 2, (byte)(silo + 1)]);

    /// <summary>The address that it listens on.</summary>
    public static IPAddress Real(int silo) => new([127, 0, 1, (byte)(silo + 1)]);

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true) _ = Pass(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
        catch (Exception failure) when (failure is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The cluster ends.
        }
    }

    private async Task Pass(TcpClient from)
    {
        using TcpClient caller = from, silo = new();
        try
        {
            caller.NoDelay = silo.NoDelay = true;
            byte[] opening = new byte[MostOpening];
            int length = await caller.GetStream().ReadAsync(opening, _stop.Token);
            // Who connects says so first.
            int other = Caller(opening.AsSpan(0, length));
            await silo.ConnectAsync(Real(_silo), _port, _stop.Token);
            await Let(other, _silo);
            await silo.GetStream().WriteAsync(opening.AsMemory(0, length), _stop.Token);
            await Task.WhenAny(
                Pump(caller.GetStream(), silo.GetStream(), other, _silo), Pump(silo.GetStream(), caller.GetStream(), _silo, other));
        }
        catch (Exception failure) when (failure is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Either end is gone, or the link is reset.
        }
        finally
        {
            // Without a farewell, as a network that breaks.
            if (caller.Client is { } socket) socket.LingerState = new LingerOption(true, 0);
        }
    }

    private async Task Pump(NetworkStream from, NetworkStream to, int sender, int receiver)
    {
        byte[] bytes = new byte[1 << 16];
        while (true)
        {
            ValueTask<int> reading = from.ReadAsync(bytes, _stop.Token);
            int read = reading.IsCompleted ? await reading : await Reset(reading.AsTask(), sender, receiver);
            if (read == 0) return;
            await Let(sender, receiver);
            await to.WriteAsync(bytes.AsMemory(0, read), _stop.Token);
        }
    }

    // A link that carries nothing is reset all the same.
    private async Task<int> Reset(Task<int> reading, int sender, int receiver)
    {
        while (await Task.WhenAny(reading, Task.Delay(s_look * 10, _stop.Token)) != reading)
        {
            if (_links.Of(sender, receiver) == LinkState.Reset) throw new IOException("The link is reset.");
        }

        return await reading;
    }

    private async Task Let(int sender, int receiver)
    {
        while (_links.Of(sender, receiver) == LinkState.Silent) await Task.Delay(s_look, _stop.Token);
        if (_links.Of(sender, receiver) == LinkState.Reset) throw new IOException("The link is reset.");
        if (_links.Of(sender, receiver) == LinkState.Slow) await Task.Delay(s_slow, _stop.Token);
    }

    // The silo's address is in what it says first; -1 for who has none, as a client.
    private static int Caller(ReadOnlySpan<byte> opening)
    {
        int at = opening.IndexOf((ReadOnlySpan<byte>)[127, 0, 2]);
        return at >= 0 && at + 3 < opening.Length ? opening[at + 3] - 1 : -1;
    }
}
