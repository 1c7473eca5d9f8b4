namespace Tickstorm.Traces.Formats;

/// <summary>The rows that a viewer has for a CPU; what lies in one row never overlaps.</summary>
internal enum SliceTrack : byte
{
    /// <summary>What the CPU does: interrupts, with their handlers and waits inside.</summary>
    Cpu,

    /// <summary>A tick in IRR.</summary>
    Pending,

    /// <summary>Ticks that were lost.</summary>
    Lost,

    /// <summary>Its host did not let it run.</summary>
    Steal,
}

/// <summary>Names of rows.</summary>
internal static class SliceTracks
{
    /// <summary>How many rows a CPU has.</summary>
    public const int Count = 4;

    /// <summary>The row's name.</summary>
    public static string Name(SliceTrack track, int cpu) => track switch
    {
        SliceTrack.Cpu => $"CPU {cpu}",
        SliceTrack.Pending => $"CPU {cpu} pending",
        SliceTrack.Lost => $"CPU {cpu} lost ticks",
        _ => $"CPU {cpu} steal",
    };
}

/// <summary>Draws what a run's records amount to. Slices come when they are over, outer ones before those inside.</summary>
internal interface ISliceSink
{
    /// <summary>A stretch of time in a row, longer than 0.</summary>
    void Slice(SliceTrack track, int cpu, string name, long beginNs, long endNs);

    /// <summary>How many wait at a line or lock from now on.</summary>
    void Queue(short line, long timeNs, int waiting);

    /// <summary>An arrow from a CPU's tick to the one that was in its way.</summary>
    /// <param name="id">Its number in the trace, from 1.</param>
    /// <param name="name">Why.</param>
    /// <param name="timeNs">When.</param>
    /// <param name="from">The CPU that was held up.</param>
    /// <param name="to">The holder.</param>
    void Arrow(long id, string name, long timeNs, int from, int to);
}
