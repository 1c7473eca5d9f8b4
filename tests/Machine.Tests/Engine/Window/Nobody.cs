using Tickstorm.Engine.Window;

namespace Tickstorm.Tests.Engine.Window;

/// <summary>The other silos where there are none.</summary>
internal sealed class Nobody : IWindowPeers
{
    public PeerRound[] Exchange(PeerRound[] batches) => [];

    public void ThrowIfOver()
    {
    }
}
