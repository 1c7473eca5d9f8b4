using Tickstorm.Engine;
using Tickstorm.Scenarios;
using Tickstorm.Tracing;

namespace Tickstorm.Processes.Cores;

// What a host steals that is not simulated itself: the vCPU stands still for a while, and what is raised meanwhile waits in IRR.
internal sealed partial class CoreModel
{
    // A vCPU that waits for a line or lock holds nothing up by being looked at a little later.
    private const long SpinNs = 1_000;

    // Soon enough that the tick meets a vCPU that is away.
    private const long BeforeTickNs = 100;

    private readonly bool _stealsTicks;

    /// <summary>True when vCPUs lose time to a host that is not simulated.</summary>
    private bool IsStolenFrom => _stealOf.Length > 0;

    private StealLoad? StealFrom(int cpu) => _stealOf[cpu] is > 0 and var number ? _scenario.Workload.Steal[number - 1] : null;

    private void StartSteal(int cpu, ref Core core)
    {
        ref Steal steal = ref StealOf(ref core);
        steal.NextNs = StealFrom(cpu) is { } load ? NextSteal(cpu, in steal, load, 0) : long.MaxValue;
        steal.WaitsSinceNs = Steal.Never;
    }

    private long NextSteal(int cpu, in Steal steal, StealLoad load, long fromNs)
    {
        long at = fromNs + (load.Runs is { } runs
            ? runs.PickInTurn(Draw.Bits(_seed, cpu, DrawPurpose.Steal, 0), steal.Draws)
            : Draw.Exponential(Draw.Bits(_seed, cpu, DrawPurpose.Steal, steal.Draws), load.EveryNs));
        return load.AtTicks && !_broadcast ? Math.Max(at, DueAfter(cpu, at) - BeforeTickNs) : at;
    }

    // A CPU that comes online runs on the host again.
    private void StealAgain(int cpu, ref Core core, long now)
    {
        ref Steal steal = ref StealOf(ref core);
        if (StealFrom(cpu) is { } load) (steal.NextNs, steal.WaitsSinceNs) = (NextSteal(cpu, in steal, load, now), Steal.Never);
    }

    private long DueAfter(int cpu, long ns)
    {
        long phase = _grid.PhaseNs(cpu);
        return phase + (PointsUntil(phase, ns) + 1) * _grid.PeriodNs;
    }

    // True when the event that is due is the host's. It takes the vCPU when its interrupt has ended, as a simulated host does.
    private bool OnSteal(int cpu, ref Core core, long now, Effects effects)
    {
        ref Steal steal = ref StealOf(ref core);
        if (steal.NextNs != now) return false;
        if (core.Step == CpuStep.Offline)
        {
            steal.NextNs = long.MaxValue;
        }
        else if (_broadcast && StealFrom(cpu)!.AtTicks)
        {
            // When a tick comes that is handed on is not known before.
            (steal.NextNs, steal.WaitsSinceNs) = (long.MaxValue, now);
        }
        else if (core.Step == CpuStep.None)
        {
            BeginSteal(cpu, ref core, ref steal, now);
        }
        else
        {
            steal.NextNs = core.StepNs == long.MaxValue ? now + SpinNs : Math.Max(now + 1, core.StepNs);
        }

        SetWork(ref core);
        return true;
    }

    // True when the host takes the vCPU as it is about to take the tick that it has been waiting for.
    private bool IsStolenAtTick(int cpu, ref Core core, long now)
    {
        ref Steal steal = ref StealOf(ref core);
        int vector = core.Apic.PendingVector;
        bool isTick = vector == _tickVector || vector == _vectors.Irq0;
        if (!isTick || (vector == core.AcceptedVector ? core.AcceptNs : core.EarlierAcceptNs) < steal.WaitsSinceNs) return false;
        steal.WaitsSinceNs = Steal.Never;
        BeginSteal(cpu, ref core, ref steal, now);
        SetWork(ref core);
        return true;
    }

    private void BeginSteal(int cpu, ref Core core, ref Steal steal, long now)
    {
        StealLoad load = StealFrom(cpu)!;
        long length = load.Length.PickInTurn(Draw.Bits(_seed, cpu, DrawPurpose.StealLength, 0), steal.Draws++, second: true);
        core.Step = CpuStep.Off;
        core.RequestNs = now;
        if (core.WaitingTickNs >= 0) IsBlockedBy(ref core, LateCauseKind.Steal, 0, now);
        core.StepNs = now + length;
        core.Hash = EventHash.Extend(core.Hash, now, HashWord.StealBegins);
        steal.NextNs = NextSteal(cpu, in steal, load, core.StepNs);
    }

    private void EndSteal(int cpu, ref Core core, long now, Effects effects)
    {
        bool waits = core.WaitingTickNs >= 0;
        if (waits) IsBlockedBy(ref core, LateCauseKind.None, 0, now);
        if (effects.Tracing)
            Trace(cpu, now, TraceKind.Stolen, waits ? core.TickInterrupt : 0, effects, -1, LockLines.None, argument: now - core.RequestNs);
        core.Hash = EventHash.Extend(core.Hash, now, HashWord.StealEnds);
        if (_callsWait) FlushOnReturn(ref core, now);
        Resume(cpu, ref core, now, effects);
    }
}
