using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Tickstorm.Grains;

/// <summary>What a silo measures and traces of itself, in wall time. No label per CPU or run.</summary>
internal static class ClusterMeter
{
    private static readonly Meter s_meter = new("Tickstorm.Cluster");

    /// <summary>Spans of epochs and checkpoints.</summary>
    public static readonly ActivitySource Source = new("Tickstorm.Cluster");

    /// <summary>Windows committed by runs that this silo leads.</summary>
    public static readonly Counter<long> Windows = s_meter.CreateCounter<long>("tickstorm.windows", description: "Windows committed by runs led here");

    /// <summary>Rounds of those windows.</summary>
    public static readonly Counter<long> Rounds = s_meter.CreateCounter<long>("tickstorm.rounds", description: "Rounds of those windows");

    /// <summary>Events committed by those runs.</summary>
    public static readonly Counter<long> Events = s_meter.CreateCounter<long>("tickstorm.events", description: "Events committed by runs led here");

    /// <summary>Epochs begun.</summary>
    public static readonly Counter<long> Epochs = s_meter.CreateCounter<long>("tickstorm.epochs", description: "Epochs begun by runs led here");

    /// <summary>Checkpoints completed.</summary>
    public static readonly Counter<long> Checkpoints = s_meter.CreateCounter<long>("tickstorm.checkpoints", description: "Checkpoints completed by runs led here");

    /// <summary>Grain calls made by this silo's fabric.</summary>
    public static readonly Counter<long> Turns = s_meter.CreateCounter<long>("tickstorm.turns", description: "Grain calls made by this silo's fabric");

    /// <summary>Bytes sent to other silos in batches.</summary>
    public static readonly Counter<long> BatchBytes = s_meter.CreateCounter<long>("tickstorm.batch_bytes", description: "Bytes sent to other silos in batches");
}
