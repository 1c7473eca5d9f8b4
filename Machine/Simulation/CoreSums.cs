using Tickstorm.Kernel.Designs;
using Tickstorm.Processes.Cores;
using Tickstorm.Results;

namespace Tickstorm.Simulation;

/// <summary>What cores add to a result, whichever they are: sums of ranges are added up to that of the machine.</summary>
internal struct CoreSums
{
    public TickTotals Ticks;
    public long Interrupts, Spurious, Silent, Eois, Enters, Exits, CpuNs, CollisionNs, Collided, Jiffies, JiffiesNs;
    public long Stalled, Dead, Starved;

    /// <summary>The latest time at which a core had handled a tick, ns; 0 when none has.</summary>
    public long LastHandledNs;

    /// <summary>The first CPU that keeps time, plus 1; 0 for none. And when it had handled a tick last, ns.</summary>
    public long Keeper, KeeperHandledNs;

    public bool BreaksC5, BreaksC6, Dispatched, KeepsTime;

    /// <summary>Adds a core at the end of what was simulated.</summary>
    public CoreVerdict Add(MachinePlan plan, int cpu, ref Core core, long endNs)
    {
        CoreModel model = plan.CoreModel;
        long expected = model.Idles ? model.Wanted(ref core, endNs) : core.WantsTick ? Expected(plan, cpu, ref core, endNs) : 0;
        TickTotals ticks = new(
            expected, core.Raised, core.Handled, core.Late, core.Coalesced, core.Dropped, core.Masked, model.Pending(ref core));
        bool stalled = CoreJudge.IsStalled(ref core, model, plan.TickVector);
        bool starved = CoreJudge.IsStarved(ref core, model, endNs, plan.Grid.PeriodNs);
        Ticks += ticks;
        Interrupts += core.Interrupts;
        Spurious += core.SpuriousRuns;
        Eois += core.Eois;
        Enters += core.Enters;
        Exits += core.Exits;
        CpuNs += core.CpuNs;
        Counts counts = model.HasCounts ? model.CountsOf(ref core) : default;
        CollisionNs += counts.CollisionNs;
        Collided += counts.CollidedTicks;
        Jiffies += counts.Jiffies;
        JiffiesNs = Math.Max(JiffiesNs, counts.JiffiesNs);
        LastHandledNs = Math.Max(LastHandledNs, core.LastHandledNs);
        if (core.KeepsTime && Keeper == 0) (Keeper, KeeperHandledNs) = (cpu + 1, core.LastHandledNs);
        // One whose vCPU is away at the end goes on when it returns.
        KeepsTime |= core.KeepsTime && (stalled || core.Step != CpuStep.Off);
        // What was armed last has expired: nothing later of a stalled CPU's grid was raised.
        if (stalled && plan.OneShot) Silent += Math.Max(0, expected - core.GridIndex);
        if (stalled) Stalled++;
        if (stalled && CoreJudge.IsDead(ref core, plan.TickVector)) Dead++;
        if (starved) Starved++;
        Dispatched |= core.Dispatched > 0;
        BreaksC6 |= !CoreJudge.KeepsC6(ref core, model);
        BreaksC5 |= core.CoalescedTooLong || (core.CoalesceDueNs != 0 && core.CoalesceDueNs < endNs);
        return new CoreVerdict(ticks, stalled, starved);
    }

    /// <summary>Adds the sums of other cores.</summary>
    public void Add(in CoreSums other)
    {
        Ticks += other.Ticks;
        Interrupts += other.Interrupts;
        Spurious += other.Spurious;
        Silent += other.Silent;
        Eois += other.Eois;
        Enters += other.Enters;
        Exits += other.Exits;
        CpuNs += other.CpuNs;
        CollisionNs += other.CollisionNs;
        Collided += other.Collided;
        Jiffies += other.Jiffies;
        JiffiesNs = Math.Max(JiffiesNs, other.JiffiesNs);
        Stalled += other.Stalled;
        Dead += other.Dead;
        Starved += other.Starved;
        LastHandledNs = Math.Max(LastHandledNs, other.LastHandledNs);
        if (other.Keeper > 0 && (Keeper == 0 || other.Keeper < Keeper)) (Keeper, KeeperHandledNs) = (other.Keeper, other.KeeperHandledNs);
        BreaksC5 |= other.BreaksC5;
        BreaksC6 |= other.BreaksC6;
        Dispatched |= other.Dispatched;
        KeepsTime |= other.KeepsTime;
    }

    // The grid of a broadcast design is that of its device. An alarm of available time has no grid in real time.
    private static long Expected(MachinePlan plan, int cpu, ref Core core, long endNs)
    {
        if (plan.Design.Source == TickSource.Broadcast) return BroadcastTick.Of(plan.Scenario, plan.Design).CountBefore(endNs);
        if (plan.CoreModel.CountsAvailable) return core.Raised;
        bool moves = plan.CoreModel.Guest.Snapshots.Length > 0;
        return moves ? plan.CoreModel.WantedOfPeriodic(ref core, endNs) : plan.Grid.CountBefore(cpu, endNs);
    }
}

/// <summary>What was found of one core.</summary>
/// <param name="Ticks">Its ticks.</param>
/// <param name="IsStalled">It can never tick again.</param>
/// <param name="IsStarved">Its ticks are not serviced.</param>
internal readonly record struct CoreVerdict(TickTotals Ticks, bool IsStalled, bool IsStarved);
