using System.Text;

namespace Tickstorm.Traces.Formats.Otlp;

/// <summary>The names of attributes; docs/traces.md lists them.</summary>
internal static class OtlpNames
{
    public const string Service = "tickstorm";
    public const string ServiceName = "service.name";
    public const string Run = "tickstorm.run";
    public const string Totals = "tickstorm.totals";
    public const string Cpu = "cpu.id";
    public const string Interrupt = "irq.interrupt";
    public const string Vector = "irq.vector";
    public const string Line = "irq.number";
    public const string Outcome = "tick.outcome";
    public const string Reason = "tick.drop_reason";
    public const string Latency = "tick.latency_ns";
    public const string Waited = "tick.waited_ns";
    public const string HolderCpu = "line.holder.cpu";
    public const string LockId = "lock.id";
    public const string NextExpiry = "timer.next_expiry_ns";
    public const string LinkWhy = "link.reason";

    /// <summary>On the events of a root span, from which a reader makes the records again.</summary>
    public const string Sequence = "record.seq";
    public const string Process = "record.process";
    public const string Peer = "record.peer";
    public const string Argument = "record.arg";

    /// <summary>True when a key in a file, which is UTF-8, is this name.</summary>
    public static bool Is(ReadOnlySpan<byte> key, string name) => Ascii.Equals(key, name);

    /// <summary>True when a file begins as a TracesData with the resource that every batch of ours has.</summary>
    public static bool IsProtobuf(ReadOnlySpan<byte> begin) => begin is [0x0a, _, _, ..] && begin.IndexOf("service.name"u8) >= 0;
}
