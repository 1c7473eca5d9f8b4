using Tickstorm.Tracing;

namespace Tickstorm.Traces.Formats.Otlp;

/// <summary>All records of one interrupt, and the interrupts it has to do with.</summary>
internal sealed class InterruptTrace
{
    public int Cpu;
    public long Interrupt;

    /// <summary>Its records in order.</summary>
    public List<TraceRecord> Records { get; } = [];

    /// <summary>Other interrupts: held the lock, was merged into, is run again here.</summary>
    public List<(int Cpu, long Interrupt, string Why)> Links { get; } = [];

    /// <summary>Links beyond what a span may have.</summary>
    public int DroppedLinks;

    /// <summary>Makes it as new.</summary>
    public void Reset(int cpu, long interrupt)
    {
        Cpu = cpu;
        Interrupt = interrupt;
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

    /// <summary>OpenTelemetry's default limit.</summary>
    private const int MostLinks = 128;
}
