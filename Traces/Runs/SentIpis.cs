using Tickstorm.Tracing;

namespace Tickstorm.Traces.Runs;

/// <summary>IPIs that are on their way, until the interrupt that they cause begins.</summary>
internal sealed class SentIpis
{
    /// <summary>More than this for one CPU can only be IPIs whose interrupts are not in the trace.</summary>
    private const int MostPerCpu = 256;
    private readonly Dictionary<int, List<SentIpi>> _to = [];

    /// <summary>One is sent.</summary>
    public void Add(in SentIpi ipi)
    {
        if (!_to.TryGetValue(ipi.To, out List<SentIpi>? waiting)) _to[ipi.To] = waiting = [];
        if (waiting.Count == MostPerCpu) waiting.RemoveAt(0);
        waiting.Add(ipi);
    }

    /// <summary>
    /// The interrupt has begun: every IPI of its vector that has arrived by now is its cause, since IRR has one bit for all.
    /// </summary>
    public void Arrived(InterruptTrace trace, in TraceRecord dispatched)
    {
        if (!_to.TryGetValue(dispatched.Cpu, out List<SentIpi>? waiting)) return;
        for (int i = 0; i < waiting.Count; i++)
        {
            if (waiting[i].Vector != dispatched.Vector || waiting[i].ArrivesNs > dispatched.Time) continue;
            trace.SentBy.Add(waiting[i]);
            waiting.RemoveAt(i--);
        }
    }
}
