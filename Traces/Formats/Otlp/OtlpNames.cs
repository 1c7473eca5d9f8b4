namespace Tickstorm.Traces.Formats.Otlp;

/// <summary>The names of attributes; docs/traces.md lists them.</summary>
internal static class OtlpNames
{
    public const string Service = "tickstorm";
    public static readonly OtlpName ServiceName = new("service.name");
    public static readonly OtlpName Run = new("tickstorm.run");
    public static readonly OtlpName Capture = new("tickstorm.capture");
    public static readonly OtlpName Format = new("tickstorm.format");
    public static readonly OtlpName Totals = new("tickstorm.totals");
    public static readonly OtlpName Cpu = new("cpu.logical_number");

    /// <summary>What <see cref="Cpu"/> was called in the first format.</summary>
    public static readonly OtlpName FirstCpu = new("cpu.id");
    public static readonly OtlpName Interrupt = new("irq.interrupt");
    public static readonly OtlpName Vector = new("irq.vector");
    public static readonly OtlpName Line = new("irq.number");
    public static readonly OtlpName Target = new("ipi.target.cpu");
    public static readonly OtlpName Outcome = new("tick.outcome");
    public static readonly OtlpName Reason = new("tick.drop_reason");
    public static readonly OtlpName Remembered = new("tick.remembered");
    public static readonly OtlpName Silent = new("tick.silent");
    public static readonly OtlpName Latency = new("tick.latency_ns");
    public static readonly OtlpName Waited = new("tick.waited_ns");
    public static readonly OtlpName Late = new("tick.late");
    public static readonly OtlpName LateCause = new("tick.late_cause");
    public static readonly OtlpName HolderCpu = new("line.holder.cpu");
    public static readonly OtlpName LockId = new("lock.id");
    public static readonly OtlpName LinkWhy = new("link.reason");
    public static readonly OtlpName Waiters = new("contention.waiters");
    public static readonly OtlpName LongestWait = new("contention.longest_wait_ns");
    public static readonly OtlpName LongestQueue = new("contention.longest_queue");
    public static readonly OtlpName ContentionDropped = new("contention.dropped");
    public static readonly OtlpName ContentionLate = new("contention.late");
    public static readonly OtlpName MembersLeftOut = new("contention.left_out");

    /// <summary>On the events of a root span, from which a reader makes the records again.</summary>
    public static readonly OtlpName Sequence = new("record.seq");
    public static readonly OtlpName Process = new("record.process");
    public static readonly OtlpName Peer = new("record.peer");
    public static readonly OtlpName Argument = new("record.arg");

    /// <summary>True when a file begins as a TracesData with the resource that every batch of ours has.</summary>
    public static bool IsProtobuf(ReadOnlySpan<byte> begin) => begin is [0x0a, _, _, ..] && begin.IndexOf("service.name"u8) >= 0;
}
