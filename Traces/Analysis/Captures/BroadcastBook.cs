namespace Tickstorm.Traces.Analysis.Captures;

/// <summary>Counts the IPIs by which one CPU's timer interrupt is handed to the others: those that arrive while one is pending are one.
/// </summary>
internal sealed class BroadcastBook
{
    private long _sent;
    private long _ticks;

    /// <summary>A function was entered.</summary>
    public void Function(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("lapic_timer_broadcast"u8)) _sent++;
        else if (name.SequenceEqual("tick_handle_periodic_broadcast"u8)) _ticks++;
    }

    /// <summary>The broadcasts; null where each tick was not one.</summary>
    public BroadcastSummary? Result(IReadOnlyList<CpuAnalysis> cpus)
    {
        if (_sent == 0 || _ticks == 0) return null;
        // The CPU that sends takes the timer's line, the others the vector and nothing else.
        (int Cpu, long Merged)[] merged = [.. cpus.Where(cpu => cpu.Irqs.All(irq => irq.Irq != 0) && cpu.TimerInterrupts > 0)
            .Select(cpu => (cpu.Cpu, Math.Max(0, _sent - cpu.TimerInterrupts)))];
        return new BroadcastSummary(_sent, merged);
    }
}
