using System.Net;
using Orleans.Messaging;
using Tickstorm.Client.Shell;

namespace Tickstorm.Client.Cluster;

/// <summary>
/// The gateways, looked up again while a client waits: silos go and come, and those of a local cluster that was started again listen on
/// other ports.
/// </summary>
internal sealed class LiveGateways(Func<IPEndPoint[]> lookUp) : IGatewayListProvider
{
    private IPEndPoint[] _last = lookUp();

    /// <summary>How often they are looked up.</summary>
    public static TimeSpan Period { get; } = TimeSpan.FromSeconds(5);

    /// <summary>The gateways of the last look.</summary>
    public IReadOnlyList<IPEndPoint> Last => _last;

    /// <inheritdoc/>
    public TimeSpan MaxStaleness => Period;

    /// <inheritdoc/>
    public bool IsUpdatable => true;

    /// <inheritdoc/>
    public Task InitializeGatewayListProvider() => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<IList<Uri>> GetGateways()
    {
        try
        {
            _last = lookUp();
        }
        catch (BadInputException)
        {
            // None just now: who waits goes on with those of before.
        }

        return Task.FromResult<IList<Uri>>([.. _last.Select(gateway => gateway.ToGatewayUri())]);
    }
}
