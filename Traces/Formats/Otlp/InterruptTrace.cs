using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Formats.Otlp;

/// <summary>An interrupt with all its records, and the interrupts it has to do with.</summary>
internal sealed class InterruptTrace : InterruptLife
{
    /// <summary>OpenTelemetry's default limit.</summary>
    private const int MostLinks = 128;

    /// <summary>Its records in order.</summary>
    public List<TraceRecord> Records { get; } = [];

    /// <summary>Other interrupts: held the lock, was merged into, is run again here.</summary>
    public List<(int Cpu, long Interrupt, string Why)> Links { get; } = [];

    /// <summary>Links beyond what a span may have.</summary>
    public int DroppedLinks { get; private set; }

    public override void Begin(in TraceRecord first)
    {
        base.Begin(first);
        Records.Clear();
        Links.Clear();
        DroppedLinks = 0;
    }

    /// <summary>Adds a link unless it is there or there are too many.</summary>
    public void Link(int cpu, long interrupt, string why)
    {
        if (interrupt <= 0 || Links.Contains((cpu, interrupt, why))) return;
        if (Links.Count >= MostLinks) DroppedLinks++;
        else Links.Add((cpu, interrupt, why));
    }
}
