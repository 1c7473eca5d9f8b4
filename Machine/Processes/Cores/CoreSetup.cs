using Tickstorm.Engine;
using Tickstorm.Hardware;
using Tickstorm.Kernel;
using Tickstorm.Kernel.Designs;
using Tickstorm.Scenarios;

namespace Tickstorm.Processes.Cores;

/// <summary>Puts each core into the state it has when the tick devices are armed.</summary>
internal sealed class CoreSetup(Scenario scenario, Design design, TickGrid grid, byte tickVector)
{
    private int? _timekeeper;

    private int Timekeeper => _timekeeper ??= FindTimekeeper(WhoWantsTicks(scenario, scenario.Machine.Cpus));

    /// <summary>Sets up one core.</summary>
    public void SetUp(int cpu, ref Core core, CoreModel model)
    {
        bool wide = scenario.Machine.Apic == ApicMode.X2Apic || scenario.Machine.Cpus > 255;
        ApicTimerMode mode = model.TimerMode;
        core.Hash = EventHash.Start;
        core.Apic = LocalApic.CreateEnabled((uint)cpu, bsp: cpu == 0, x2apicCapable: wide);
        core.StepNs = long.MaxValue;
        core.WaitingTickNs = core.CurrentTickNs = core.LastHandledNs = -1;
        core.WantsTick = model.WantsTick(cpu);
        core.KeepsTime = cpu == Timekeeper;
        if (model.IsHosted) model.StartHosted(cpu, ref core);

        model.StartWork(cpu, ref core);
        if (model.Idles)
        {
            core.PhaseNs = grid.PhaseNs(cpu);
            core.KeepsTime = false;
            core.Apic.SetUpTimer(tickVector, mode, 0);
        }

        model.StartVectors(cpu, ref core);
        if (model.IsLiving) model.StartLife(cpu, ref core);
        if (model.Broadcasts) model.StartBroadcast(ref core);
        if (!core.WantsTick || model.Idles || design.Source == TickSource.Broadcast) return;

        long phase = core.PhaseNs = grid.PhaseNs(cpu);
        core.Apic.SetUpTimer(tickVector, mode, phase);
        core.GridIndex = 1;
        model.ArmAt(ref core, grid.ExpiryNs(cpu, phase, 1), phase);
        model.StartAlarm(ref core);
    }

    /// <summary>Who counts jiffies; -1 where that may change, or for nobody.</summary>
    public int DutyOf(CoreModel model) => model.Idles ? -1 : Timekeeper;

    /// <summary>The CPUs that always tick.</summary>
    public bool[] Ticking(CoreModel model) =>
        model.Idles ? WhoIsBusy(scenario, scenario.Machine.Cpus) : WhoWantsTicks(scenario, scenario.Machine.Cpus);

    // A timekeeper that idles with its tick stopped has dropped the duty (tick_do_timer_cpu = NONE); the first CPU to tick takes it.
    private int FindTimekeeper(bool[] wants)
    {
        int asked = scenario.Tick.Timekeeper;
        if (wants[asked]) return asked;
        int first = -1;
        for (int cpu = 0; cpu < wants.Length; cpu++)
        {
            if (wants[cpu] && (first < 0 || grid.ExpiryNs(cpu, grid.PhaseNs(cpu), 1) < grid.ExpiryNs(first, grid.PhaseNs(first), 1)))
                first = cpu;
        }

        return first;
    }

    /// <summary>The CPUs whose kernels want ticks.</summary>
    public static bool[] WhoWantsTicks(Scenario scenario, int cpus)
    {
        bool[] wants = new bool[cpus];
        if (!scenario.Tick.NoHz)
        {
            Array.Fill(wants, true);
            return wants;
        }

        return WhoIsBusy(scenario, cpus); // Idle CPUs have stopped their tick.
    }

    /// <summary>Who has the timekeeper's duty at the start of a machine whose CPUs idle and wake; -1 for nobody.</summary>
    public static int FirstOwner(Scenario scenario)
    {
        int asked = scenario.Tick.Timekeeper;
        bool ticks = !scenario.Tick.NoHz || WhoIsBusy(scenario, scenario.Machine.Cpus)[asked];
        return ticks && !scenario.Tick.NoHzFull.Contains(asked) ? asked : Processes.Timekeeper.None;
    }

    /// <summary>The CPUs of nohz_full=; empty when there are none.</summary>
    public static bool[] WhoIsFull(Scenario scenario)
    {
        if (scenario.Tick.NoHzFull.Count == 0) return [];
        bool[] full = new bool[scenario.Machine.Cpus];
        foreach (int cpu in scenario.Tick.NoHzFull) full[cpu] = true;
        return full;
    }

    /// <summary>Of the lists of CPUs of a kind of load, null for all CPUs, the number of each CPU's first one, from 1; 0 for none; empty
    /// when there are no loads.</summary>
    public static ushort[] Numbers(int cpuCount, IReadOnlyList<IReadOnlyList<int>?> loads)
    {
        if (loads.Count == 0) return [];
        ushort[] numbers = new ushort[cpuCount];
        for (int i = loads.Count - 1; i >= 0; i--)
        {
            if (loads[i] is not { } cpus) Array.Fill(numbers, (ushort)(i + 1));
            else foreach (int cpu in cpus) numbers[cpu] = (ushort)(i + 1);
        }

        return numbers;
    }

    /// <summary>The softirqs that each CPU's interrupts raise, of each the first; empty when none is told by vector.</summary>
    public static SoftirqRate[][] SoftirqsOf(int cpuCount, IReadOnlyList<SoftirqRate> rates)
    {
        if (rates.Count == 0) return [];
        SoftirqRate[][] all = new SoftirqRate[cpuCount][];
        Array.Fill(all, [.. rates.Where(rate => rate.Cpus is null).DistinctBy(rate => rate.Vector)]);
        foreach (int cpu in rates.SelectMany(rate => rate.Cpus ?? []).Distinct())
            all[cpu] = [.. rates.Where(rate => rate.Cpus?.Contains(cpu) ?? true).DistinctBy(rate => rate.Vector)];
        return all;
    }

    /// <summary>The interval of each CPU's hrtimer, ns; 0 for a CPU without one.</summary>
    public static long[] Hrtimers(Scenario scenario, int cpuCount, bool[] busy)
    {
        IReadOnlyList<CpuHrtimer> own = scenario.Workload.CpuHrtimers;
        ushort[] numbers = Numbers(cpuCount, [.. own.Select(timer => timer.Cpus)]);
        long[] intervals = new long[cpuCount];
        for (int cpu = 0; cpu < cpuCount; cpu++)
        {
            intervals[cpu] = numbers.Length > 0 && numbers[cpu] is > 0 and var number ? own[number - 1].IntervalNs
                : busy[cpu] ? scenario.Workload.Hrtimer.IntervalNs : 0;
        }

        return intervals;
    }

    /// <summary>The CPUs that run a task.</summary>
    public static bool[] WhoIsBusy(Scenario scenario, int cpus)
    {
        bool[] busy = new bool[cpus];
        if (scenario.Workload.BusyList is { } list)
        {
            foreach (int cpu in list) busy[cpu] = true;
        }
        else
        {
            Array.Fill(busy, true, 0, scenario.Workload.BusyCount(cpus));
        }

        return busy;
    }
}
