using Tickstorm.Tracing;

namespace Tickstorm.Traces.Runs;

/// <summary>Hears what a run's records amount to, each thing when it is over. Nothing of it may be kept.</summary>
public interface IRunStory
{
    /// <summary>An interrupt is over.</summary>
    void Interrupt(InterruptTrace interrupt);

    /// <summary>An IPI was sent by a task; <paramref name="record"/> says so.</summary>
    void Sent(in SentIpi ipi, in TraceRecord record);

    /// <summary>A record of no interrupt: a CPU that never ticked, a turn of a host CPU that no tick waited for.</summary>
    /// <param name="record">The record.</param>
    /// <param name="beginNs">From when to its time, ns.</param>
    void Alone(in TraceRecord record, long beginNs);

    /// <summary>The holder or a waiter of a contention has left the line or lock.</summary>
    void Left(ContentionMember member);

    /// <summary>A contention is over: nobody waits, and all have left.</summary>
    void Contention(Contention contention);
}
