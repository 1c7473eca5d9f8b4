using Tickstorm.Processes;
using Tickstorm.Processes.Cores;
using Tickstorm.Results;
using Tickstorm.Scenarios;

namespace Tickstorm.Simulation;

/// <summary>Sums what host CPUs gave and took.</summary>
internal static class HostTotals
{
    /// <summary>The sums of a machine whose vCPUs share host CPUs.</summary>
    public static HostReport Of(SmpMachine machine, long endNs)
    {
        HostLoad load = machine.Plan.Scenario.Workload.Host;
        long guest = 0, turns = 0, timers = 0, timerNs = 0, exits = 0, polled = 0, hits = 0, misses = 0, yields = 0;
        foreach (HostCpu host in machine.Hosts)
        {
            ref HostState state = ref host.State;
            guest += host.GuestNs(endNs);
            turns += state.Turns;
            timers += state.Timers;
            timerNs += state.TimerNs;
            polled += state.PolledNs + (state.Polls >= 0 ? endNs - state.PollsSinceNs : 0);
            hits += state.PollHits;
            misses += state.PollMisses;
            yields += state.Pauses;
        }

        long stolen = 0, seen = 0, preempted = 0, holders = 0, waiters = 0, held = 0, halts = 0, pauses = 0;
        for (int cpu = 0; cpu < machine.Cores.Length; cpu++)
        {
            ref Core core = ref machine.Cores[cpu];
            ref Hosting own = ref machine.Plan.CoreModel.HostingOf(ref core);
            stolen += own.StolenNs + (core.Host == HostPhase.Ready ? Math.Max(0, endNs - own.ReadyNs) : 0);
            seen += own.SeenNs;
            preempted += own.Preempted;
            holders += own.Holding;
            held += own.HeldNs;
            waiters += own.Waiting;
            halts += own.SpinHalts;
            pauses += own.PauseExits;
            exits += own.PaidNs;
        }

        return new HostReport(
            load.Cpus, guest, 2 * load.SwitchNs * turns, timers, timerNs, polled, hits, misses, turns, stolen, seen,
            preempted, holders, held, waiters, halts, pauses, yields, exits);
    }
}
