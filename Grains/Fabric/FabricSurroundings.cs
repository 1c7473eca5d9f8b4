namespace Tickstorm.Grains.Fabric;

/// <summary>What a silo's part of a run uses of its silo.</summary>
internal sealed record FabricSurroundings(IGrainFactory Grains, PeerLink Peers, CheckpointStore Checkpoints);
