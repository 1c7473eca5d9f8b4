using Orleans.Configuration;
using Orleans.Connections.Security;
using Tickstorm.Contracts.Security;

namespace Tickstorm.Silo;

/// <summary>TLS of a silo: at the port for silos only they are let in, at the one for clients whoever has a role.</summary>
internal static class SiloTls
{
    /// <summary>Secures all connections.</summary>
    public static void Use(ISiloBuilder silo, TlsCertificates certificates)
    {
        TlsOptions silos = new(), clients = new();
        certificates.WithSilos(silos);
        certificates.WithClients(clients);
        silo.Configure<SiloConnectionOptions>(connections =>
        {
            connections.ConfigureSiloInboundConnection(connection => connection.UseServerTls(silos));
            connections.ConfigureSiloOutboundConnection(connection => connection.UseClientTls(silos));
            connections.ConfigureGatewayInboundConnection(connection => connection.UseServerTls(clients));
        });
    }
}
