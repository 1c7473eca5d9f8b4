using Tickstorm.Tracing;

namespace Tickstorm.Traces.Runs;

/// <summary>An interrupt with all its records, the stretches of its life, and the interrupts it has to do with.</summary>
public sealed class InterruptTrace : InterruptLife
{
    /// <summary>OpenTelemetry's default limit.</summary>
    private const int MostLinks = 128;

    /// <summary>Its records in order.</summary>
    public List<TraceRecord> Records { get; } = [];

    /// <summary>The stretches of its life, in the order of their ends; none is empty.</summary>
    public List<InterruptPhase> Phases { get; } = [];

    /// <summary>Other interrupts: dropped behind it, merged into it, is run again here.</summary>
    public List<(int Cpu, long Interrupt, string Why)> Links { get; } = [];

    /// <summary>IPIs that are its cause.</summary>
    public List<SentIpi> SentBy { get; } = [];

    /// <summary>The contentions that it held the line or lock of while others waited.</summary>
    public List<ContentionMember> Held { get; } = [];

    /// <summary>Its place in the contention that it has waited in last; null when it has in none.</summary>
    public ContentionMember? Member { get; set; }

    /// <summary>Links beyond what a span may have.</summary>
    public int DroppedLinks { get; private set; }

    /// <summary>
    /// When it ends, ns: at its return; a tick that was lost at its expiry lasts until its CPU's next one, and what is silent afterwards to
    /// the end of the run.
    /// </summary>
    public long EndNs { get; set; }

    /// <summary>True when its CPU never ticks again.</summary>
    public bool IsSilent { get; set; }

    /// <inheritdoc/>
    public override void Begin(in TraceRecord first)
    {
        base.Begin(first);
        Records.Clear();
        Phases.Clear();
        Links.Clear();
        SentBy.Clear();
        Held.Clear();
        DroppedLinks = 0;
        Member = null;
        IsSilent = false;
        EndNs = first.Time;
    }

    /// <inheritdoc/>
    public override void Tell(in TraceRecord record, TraceRunInfo info)
    {
        long began = HandlerNs;
        base.Tell(record, info);
        Records.Add(record);
        EndNs = record.Time;
        switch (record.Kind)
        {
            case TraceKind.Dispatched:
                Phase(new(InterruptPhaseKind.Pending, AcceptedNs, record.Time));
                break;
            case TraceKind.HandlerExit:
                Phase(new(InterruptPhaseKind.Handler, began, record.Time));
                break;
            case TraceKind.Stolen:
                Phase(new(InterruptPhaseKind.Steal, Math.Max(First.Time, record.Time - record.Argument), record.Time));
                break;
            default:
                break;
        }
    }

    /// <summary>Adds a stretch unless it is empty, or its begin was not recorded.</summary>
    public void Phase(in InterruptPhase phase)
    {
        if (phase.BeginNs >= 0 && phase.EndNs > phase.BeginNs) Phases.Add(phase);
    }

    /// <summary>Adds a link unless it is there or there are too many.</summary>
    public void Link(int cpu, long interrupt, string why)
    {
        if (interrupt <= 0 || Links.Contains((cpu, interrupt, why))) return;
        if (Links.Count >= MostLinks) DroppedLinks++;
        else Links.Add((cpu, interrupt, why));
    }
}
