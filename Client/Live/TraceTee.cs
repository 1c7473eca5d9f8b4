using Tickstorm.Tracing;

namespace Tickstorm.Client.Live;

/// <summary>Gives records to several sinks.</summary>
internal sealed class TraceTee(IReadOnlyList<ITraceSink> sinks) : ITraceSink
{
    /// <summary>One sink for all that there are; null when there is none, so that the run need not make records.</summary>
    public static ITraceSink? Of(params IEnumerable<ITraceSink?> sinks)
    {
        ITraceSink[] there = [.. sinks.OfType<ITraceSink>()];
        return there.Length switch { 0 => null, 1 => there[0], _ => new TraceTee(there) };
    }

    /// <inheritdoc/>
    public bool AnomaliesOnly => sinks.All(sink => sink.AnomaliesOnly);

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<TraceRecord> records)
    {
        foreach (ITraceSink sink in sinks) sink.Write(records);
    }
}
