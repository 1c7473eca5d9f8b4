using System.IO.Pipelines;
using System.Net.Security;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Tickstorm.Contracts.Security;

/// <summary>TLS as a step of a connection's pipeline.</summary>
public static partial class TlsConnections
{
    private static readonly TimeSpan s_handshake = TimeSpan.FromSeconds(10);

    /// <summary>Accepts connections only with TLS.</summary>
    public static void AcceptTls(this IConnectionBuilder builder, TlsIdentity identity) =>
        Use(builder, (tls, cancel) => tls.AuthenticateAsServerAsync(identity.AsServer, cancel));

    /// <summary>Makes connections with TLS.</summary>
    public static void ConnectTls(this IConnectionBuilder builder, TlsIdentity identity) =>
        Use(builder, (tls, cancel) => tls.AuthenticateAsClientAsync(identity.AsClient, cancel));

    private static void Use(IConnectionBuilder builder, Func<SslStream, CancellationToken, Task> authenticate)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ILogger logger = builder.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(TlsConnections).FullName!);
        builder.Use(next => connection => Secure(connection, next, authenticate, logger));
    }

    private static async Task Secure(
        ConnectionContext connection, ConnectionDelegate next, Func<SslStream, CancellationToken, Task> authenticate, ILogger logger)
    {
        IDuplexPipe plain = connection.Transport;
        await using SslStream tls = new(new DuplexPipeStream(plain), leaveInnerStreamOpen: false);
        using (CancellationTokenSource handshake = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed))
        {
            handshake.CancelAfter(s_handshake);
            try
            {
                await authenticate(tls, handshake.Token);
            }
            catch (Exception failure)
            {
                LogRefused(logger, connection.RemoteEndPoint?.ToString() ?? "somebody", failure.Message);
                connection.Abort(new ConnectionAbortedException($"No TLS with {connection.RemoteEndPoint}: {failure.Message}", failure));
                throw;
            }
        }

        connection.Transport = new Secured(
            PipeReader.Create(tls, new StreamPipeReaderOptions(bufferSize: 1 << 16, leaveOpen: true)),
            PipeWriter.Create(tls, new StreamPipeWriterOptions(minimumBufferSize: 1 << 14, leaveOpen: true)));
        try
        {
            await next(connection);
        }
        finally
        {
            connection.Transport = plain;
        }
    }

    [LoggerMessage(EventId = 40, Level = LogLevel.Warning, Message = "A connection with {Peer} was refused: {Reason}")]
    private static partial void LogRefused(ILogger logger, string peer, string reason);

    private sealed record Secured(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
