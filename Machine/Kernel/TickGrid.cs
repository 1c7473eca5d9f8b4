using Tickstorm.Engine;
using Tickstorm.Scenarios;

namespace Tickstorm.Kernel;

/// <summary>When each CPU's ticks expire: phase + n * T, or drawn for each period.</summary>
internal sealed class TickGrid
{
    private readonly TickSetup _tick;
    private readonly PhaseKind _phases;
    private readonly int _cpus;
    private readonly ulong _seed;

    public TickGrid(Scenario scenario, PhaseKind phases, int hz)
    {
        _phases = phases;
        _tick = scenario.Tick;
        _cpus = scenario.Machine.Cpus;
        _seed = scenario.Run.Seed;
        PeriodNs = (1_000_000_000L + hz / 2) / hz;
    }

    public long PeriodNs { get; }

    /// <summary>The offset of a CPU's grid, ns; 0 when each period has its own.</summary>
    public long PhaseNs(int cpu)
    {
        if (_tick.PhaseList is { } list) return list[cpu % list.Count] % PeriodNs;
        return _phases switch
        {
            PhaseKind.Aligned or PhaseKind.Redraw => 0,
            PhaseKind.Skewed => cpu * (PeriodNs / 2 / _cpus),
            PhaseKind.Random => Draw.Below(Draw.Bits(_seed, cpu, DrawPurpose.Phase, 0), PeriodNs),
            _ => throw new InvalidOperationException($"Unknown phases {_phases}."),
        };
    }

    /// <summary>The n-th expiry of a CPU, n from 1, ns.</summary>
    public long ExpiryNs(int cpu, long phaseNs, long n)
    {
        long time = phaseNs + n * PeriodNs;
        if (_tick.IsRedrawn)
            time += Draw.Below(Draw.Bits(_seed, cpu, DrawPurpose.PeriodPhase, (ulong)n), PeriodNs);
        return time;
    }

    /// <summary>How many expiries of a CPU lie before a time.</summary>
    public long CountBefore(int cpu, long endNs)
    {
        long phase = PhaseNs(cpu);
        long n = Math.Max(0, (endNs - 1 - phase) / PeriodNs);
        while (n > 0 && ExpiryNs(cpu, phase, n) >= endNs) n--;
        return n;
    }
}
