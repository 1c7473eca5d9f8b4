namespace Tickstorm.Engine.Window;

/// <summary>The other silos that settle the same windows. One batch goes to each and comes from each in every exchange.</summary>
internal interface IWindowPeers
{
    /// <summary>
    /// Gives every other silo its batch and returns theirs, in the order of the silos, this one left out. Blocks until all are here.
    /// </summary>
    PeerRound[] Exchange(PeerRound[] batches);

    /// <summary>Throws when the windows are to be given up; asked before each.</summary>
    void ThrowIfOver();
}

/// <summary>What one silo tells another in an exchange.</summary>
/// <param name="Window">The window, from 1.</param>
/// <param name="Number">Which exchange of the window it is, from 1.</param>
/// <param name="Packed">
/// Its report, the same to all, and what its processes changed in the other's inboxes, as <see cref="PackedRound"/>.
/// </param>
/// <param name="Messages">How many messages that is.</param>
/// <param name="Published">What its processes publish otherwise than before; null if nothing.</param>
internal readonly record struct PeerRound(long Window, int Number, byte[] Packed, int Messages, PublishedWrite[]?[]? Published);
