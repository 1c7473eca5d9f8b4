namespace Tickstorm.Traces.Formats.Perf;

/// <summary>One event that perf recorded: what its samples hold (include/uapi/linux/perf_event.h: struct perf_event_attr).</summary>
/// <param name="IsTracepoint">True for an event of the kernel's own, whose bytes are in its samples.</param>
/// <param name="Config">Of a tracepoint its number in the kernel.</param>
/// <param name="Holds">What a sample holds.</param>
/// <param name="ReadFormat">What the counter's value in a sample consists of.</param>
/// <param name="HasIdAll">True when other records end with the time and CPU too.</param>
internal sealed record PerfAttribute(bool IsTracepoint, long Config, PerfHolds Holds, long ReadFormat, bool HasIdAll)
{
    private const int Tracepoint = 2;
    private const int LeastSize = 48;
    private const int IdAllBit = 18;

    /// <summary>Reads one of <paramref name="size"/> bytes.</summary>
    public static PerfAttribute Read(HeadReader head, long size)
    {
        long at = head.Position;
        if (size < LeastSize) throw head.Bad(at, $"an event's description of {size} bytes");
        uint type = head.Number32();
        head.Skip(4);
        long config = head.Number64();
        head.Skip(8);
        PerfHolds holds = (PerfHolds)head.Number64();
        long readFormat = head.Number64();
        long flags = head.Number64();
        // The flags are bits of a word in the order of the machine: those of a big-endian one begin at the other end.
        bool hasIdAll = (head.IsBig ? flags >> (63 - IdAllBit) & 1 : flags >> IdAllBit & 1) != 0;
        head.Position = at + size;
        return new PerfAttribute(type == Tracepoint, config, holds, readFormat, hasIdAll);
    }
}

/// <summary>The parts of a sample, in which order is told by <see cref="PerfSample"/>.</summary>
[Flags]
internal enum PerfHolds : long
{
    Ip = 1, Tid = 2, Time = 4, Address = 8, Read = 16, CallChain = 32, Id = 64, Cpu = 128, Period = 256, StreamId = 512, Raw = 1024,
    Identifier = 65536,
}
