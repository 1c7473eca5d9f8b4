using Tickstorm.Kernel;
using Tickstorm.Kernel.Designs;
using Tickstorm.Scenarios;

namespace Tickstorm.Tests.Engine;

/// <summary>Scenarios out of a seed: everything that a scenario can say, mixed.</summary>
internal sealed partial class RandomScenario
{
    private readonly Random _random;

    private RandomScenario(int seed) => _random = new Random(seed);

    public static (Scenario Scenario, string Design) Make(int seed)
    {
        RandomScenario random = new(seed);
        return (random.Scenario(seed), random.Design());
    }

    /// <summary>The same with CPUs that idle, tasks that sleep, timers and softirqs; under a design whose tick may stop.</summary>
    public static (Scenario Scenario, string Design) MakeLiving(int seed)
    {
        RandomScenario random = new(seed);
        return (random.Living(random.Scenario(seed)), random.OneOf("native-lapic", "native-lapic", "vmi-percpu", "emulated-lapic"));
    }

    /// <summary>The same for seconds, so that each CPU's detectors look.</summary>
    public static (Scenario Scenario, string Design) MakeWatched(int seed)
    {
        RandomScenario random = new(seed);
        Scenario scenario = random.Watched(random.Scenario(seed));
        return (scenario, seed % 2 == 0 ? "native-lapic" : random.Design());
    }

    /// <summary>The same with vCPUs that share host CPUs, which take them away anywhere.</summary>
    public static (Scenario Scenario, string Design) MakeHosted(int seed)
    {
        RandomScenario random = new(seed);
        Scenario scenario = random.Hosted(random.Scenario(seed));
        string design = random.Design();
        if (seed % 4 != 1 || scenario.Tick.IsRedrawn) return (scenario, design);
        Workload work = scenario.Workload with { Snapshots = random.Snapshots(scenario.Run.DurationNs) };
        return (scenario with { Workload = work }, design);
    }

    /// <summary>The same with vCPUs that idle and wake, run tasks, go offline and come online, on host CPUs that take them away.</summary>
    public static (Scenario Scenario, string Design) MakeLivingHosted(int seed)
    {
        RandomScenario random = new(seed);
        Scenario scenario = random.Living(random.Scenario(seed));
        int cpus = Math.Clamp(scenario.Machine.Cpus, 2, 17);
        int hz = Math.Max(1_000, scenario.Tick.Hz);
        long end = 15_000_000 + random._random.Next(1_000_000);
        scenario = scenario with
        {
            Kernel = KernelVersion.Parse(random.OneOf("2.6.24", "2.6.39", "4.4", "4.4", "5.15", "6.12", "6.19")),
            Machine = scenario.Machine with { Cpus = cpus },
            Tick = scenario.Tick with
            {
                Hz = hz, PhaseList = null, Timekeeper = 0, Broadcast = BroadcastDevice.None,
                NoHzFull = [.. scenario.Tick.NoHzFull.Where(cpu => cpu < cpus)],
            },
            Costs = scenario.Costs with { JiffiesLockHold = random.OneOf(0, 0, 1_000), VmLightExit = random.OneOf(1, 600, 120_000) },
            Run = scenario.Run with { DurationNs = end },
            Workload = scenario.Workload with
            {
                Busy = random.OneOf(0, cpus / 2, -1),
                Tasks =
                [
                    .. scenario.Workload.Tasks.Select(task => task with { Cpus = [.. task.Cpus?.Where(cpu => cpu < cpus) ?? [0]] }),
                    new TaskLoad { SleepNs = random.OneOf(100_000, 3_000_000), RunNs = random.OneOf(1_000, 400_000) },
                ],
                Devices =
                [
                    .. scenario.Workload.Devices.Select(device => device with
                    {
                        Cpu = device.Cpu % cpus, Kind = random.OneOf(Enum.GetValues<DeviceKind>()), PerSecond = 5_000,
                    }).Select(device => device with { Level = device.Level && device.Kind == DeviceKind.Pin }),
                ],
                Operations = [.. scenario.Workload.Operations.Select(operation => operation with { Cpu = operation.Cpu % cpus })],
                HostInterruptsPerSecond = random.OneOf(0, 500),
            },
        };
        bool plugged = seed % 2 == 0;
        scenario = random.Hosted(scenario);
        if (plugged)
        {
            scenario = scenario with
            {
                Tick = scenario.Tick with { NoHzFull = [] },
                Workload = scenario.Workload with { GracePeriodsPerSecond = 0, Hotplug = random.Hotplug(cpus, end) },
            };
        }
        else if (seed % 3 == 0)
        {
            scenario = scenario with { Workload = scenario.Workload with { Snapshots = random.Snapshots(end) } };
        }

        string design = random.OneOf(
            "native-lapic", "emulated-lapic", "native-deadline", "kvm-pv-eoi", "kvm-apicv", "kvm-posted-timer", "xen-singleshot",
            "hyperv-stimer", "irq0-edge@local", "vmi-percpu");
        return (scenario, design);
    }

    /// <summary>The same with IPIs of pairs of CPUs in place of random ones, and hrtimers of some CPUs.</summary>
    public static (Scenario Scenario, string Design) MakePaired(int seed)
    {
        RandomScenario random = new(seed);
        Scenario living = random.Living(random.Scenario(seed));
        return (living.Machine.Cpus > 1 ? random.Paired(living) : living, random.OneOf("native-lapic", "emulated-lapic"));
    }

    /// <summary>The same with CPUs that sleep where their local timers stop.</summary>
    public static (Scenario Scenario, string Design) MakeSleeping(int seed)
    {
        RandomScenario random = new(seed);
        Scenario living = random.Sleeping(random.Living(random.Scenario(seed)));
        long period = living.Tick.PeriodNs;
        living = living with
        {
            Tick = living.Tick with { NoHz = true, Handler = DurationTable.Constant(random.OneOf(500, 5_000, 20_000)) },
            Workload = living.Workload with
            {
                Busy = living.Machine.Cpus / 4, IrqsOffNs = 10_000,
                Tasks = [.. living.Workload.Tasks, new TaskLoad { SleepNs = random.OneOf(period / 5, 2 * period), RunNs = period / 20 }],
            },
        };
        return (living, random.OneOf("native-lapic", "emulated-lapic"));
    }

    /// <summary>The same with a guest that is saved and restored, or CPUs that go offline, or both.</summary>
    public static (Scenario Scenario, string Design) MakeGuest(int seed)
    {
        RandomScenario random = new(seed);
        bool saved = seed % 3 > 0, plugged = seed % 3 != 1;
        Scenario scenario = random.Living(random.Scenario(seed));
        int cpus = Math.Clamp(scenario.Machine.Cpus, 2, 17);
        int hz = Math.Max(1_000, scenario.Tick.Hz);
        long end = 15_000_000 + random._random.Next(1_000_000);
        Workload work = scenario.Workload;
        scenario = scenario with
        {
            Machine = scenario.Machine with { Cpus = cpus, HpetSecondPulseNs = saved ? random.OneOf(0, 40_000) : 0 },
            Tick = scenario.Tick with
            {
                NoHzFull = [], Hz = hz, PhaseList = null, Timekeeper = scenario.Tick.Timekeeper % cpus,
                Broadcast = plugged && scenario.Tick.Broadcast == BroadcastDevice.Hrtimer ? BroadcastDevice.None : scenario.Tick.Broadcast,
            },
            Costs = scenario.Costs with { JiffiesLockHold = plugged ? random.OneOf(0, 0, 1_000) : 0 },
            Run = scenario.Run with { DurationNs = end },
            Workload = work with
            {
                CallsWait = plugged && random._random.Next(3) == 0,
                ShootDownsPerSecond = plugged ? random.OneOf(0, 0, 300) : 0,
                Steal = plugged ? random.OneOf(0, 0, 1) == 0 ? [] : [random.Stolen(cpus)] : [],
                Tasks = [.. work.Tasks.Select(task => task with { Cpus = [.. task.Cpus?.Where(cpu => cpu < cpus) ?? [0]] })],
                Devices =
                [
                    .. work.Devices.Select(device => device with
                    {
                        Cpu = device.Cpu % cpus, Kind = plugged ? random.OneOf(Enum.GetValues<DeviceKind>()) : device.Kind,
                    }).Select(device => device with { Level = device.Level && device.Kind == DeviceKind.Pin }),
                ],
                Operations = [.. work.Operations.Select(operation => operation with { Cpu = operation.Cpu % cpus })],
                Snapshots = saved ? random.Snapshots(end) : [],
                Hotplug = plugged ? random.Hotplug(cpus, end) : [],
            },
        };
        string design = plugged ? random.OneOf("native-lapic", "native-deadline", "irq0-edge@local", "vmi-percpu") : random.Design();
        return (plugged || design is not "irq0-simple" ? scenario : scenario with { Tick = scenario.Tick with { Mode = TickMode.Periodic } },
            design);
    }

    /// <summary>The same with devices of all kinds whose lines are moved, disabled and enabled, with few vectors for some.</summary>
    public static (Scenario Scenario, string Design) MakeMoving(int seed)
    {
        RandomScenario random = new(seed);
        Scenario scenario = random.Scenario(seed);
        if (seed % 3 == 0) scenario = random.Living(scenario);
        return (random.Moving(scenario), random.OneOf("native-lapic", "native-lapic", "irq0-edge", "vmi-percpu", "emulated-lapic"));
    }

    private Scenario Moving(Scenario scenario)
    {
        int cpus = scenario.Machine.Cpus, count = 1 + _random.Next(4);
        long duration = scenario.Run.DurationNs;
        int rate = (int)(1_000_000_000L / duration);
        return scenario with
        {
            Kernel = KernelVersion.Parse(OneOf("2.6.24", "2.6.32", "4.14", "4.20", "5.5", "5.15", "5.15", "6.4", "6.5", "6.12", "6.17")),
            Machine = scenario.Machine with { FreeVectors = OneOf(0, 0, count) },
            Costs = scenario.Costs with { MsiWrite = OneOf(1, 1_000, 5_000), VectorAssign = OneOf(1, 400, 3_000) },
            Workload = scenario.Workload with
            {
                Devices =
                [
                    .. Enumerable.Range(0, count).Select(i => Device(i, cpus, rate) with
                    {
                        PerSecond = OneOf(50, 200, 500) * rate, Kind = OneOf(Enum.GetValues<DeviceKind>()),
                        Spacing = OneOf(Enum.GetValues<DeviceSpacing>()), Burst = OneOf(1, 1, 4), GapNs = OneOf(100, 1_000),
                    }).Select(device => device with { Level = device.Level && device.Kind == DeviceKind.Pin }),
                ],
                Operations =
                [
                    .. Enumerable.Range(0, 12).Select(i => Operation(cpus, duration) with
                    {
                        Line = 1 + _random.Next(count),
                        Action = OneOf(LineAction.SetTarget, LineAction.SetTarget, LineAction.Disable, LineAction.Enable),
                    }),
                ],
            },
        };
    }

    private Scenario Living(Scenario scenario)
    {
        int cpus = scenario.Machine.Cpus;
        long period = scenario.Tick.PeriodNs;
        Scenario living = scenario with
        {
            Tick = scenario.Tick with
            {
                Mode = TickMode.OneShot,
                NoHz = _random.Next(4) > 0,
                Phases = OneOf(PhaseKind.Native, PhaseKind.Random, PhaseKind.Aligned),
                PhaseList = null,
                NoHzFull = [],
                Timekeeper = 0,
            },
            Workload = scenario.Workload with
            {
                Host = new HostLoad(),
                TimersPerSecond = OneOf(0, scenario.Tick.Hz / 3),
                RcuPercent = OneOf(0, 50), GracePeriodsPerSecond = OneOf(0, 0, 200, 2_000),
                Tasks =
                [
                    .. Enumerable.Range(0, OneOf(0, 1, 2)).Select(i => new TaskLoad
                    {
                        Cpus = [.. Enumerable.Range(0, cpus).Where(cpu => cpu % 2 == i)],
                        SleepNs = _random.NextInt64(1_000, 5 * period), RunNs = _random.NextInt64(1_000, 2 * period),
                        IsConstant = OneOf(true, false), Timer = OneOf(Enum.GetValues<TaskTimer>()),
                    }),
                ],
                Softirqs = new SoftirqLoad
                {
                    TickNs = OneOf(0, 0, 3_000), DeviceNs = OneOf(0, 10_000), IsThreaded = OneOf(true, false), WakeNs = 5_000,
                },
            },
        };
        bool full = living.Tick.NoHz && scenario.Kernel >= KernelVersion.Parse("3.10") && cpus > 2 && _random.Next(3) == 0;
        if (full) living = living with { Tick = living.Tick with { NoHzFull = [.. Enumerable.Range(1, cpus - 1)] } };
        return _random.Next(2) == 0 ? living : Sleeping(living);
    }

    private Scenario Paired(Scenario living)
    {
        int cpus = living.Machine.Cpus;
        return living with
        {
            Workload = living.Workload with
            {
                ReschedulePerSecond = 0, CallFunctionPerSecond = 0,
                IpiPairs = [.. Enumerable.Range(0, 2 * cpus).Select(i => new IpiPair
                {
                    From = i % cpus, To = (i % cpus + _random.Next(1, cpus)) % cpus, IsCall = i < cpus,
                    EveryNs = _random.NextInt64(living.Tick.PeriodNs / 20, 4 * living.Tick.PeriodNs),
                })],
                CpuHrtimers =
                [
                    new CpuHrtimer
                    {
                        Cpus = [.. Enumerable.Range(0, cpus).Where(cpu => cpu % 3 == 0)], IntervalNs = living.Tick.PeriodNs * 2 / 3,
                    },
                ],
            },
        };
    }

    private Scenario Hosted(Scenario scenario)
    {
        int cpus = scenario.Machine.Cpus;
        long period = scenario.Tick.PeriodNs;
        return scenario with
        {
            Costs = scenario.Costs with { VmiJiffy = OneOf(0, 2_000), LineFinish = OneOf(1, 100) },
            Workload = scenario.Workload with
            {
                Host = new HostLoad
                {
                    Cpus = _random.Next(1, cpus + 1), SliceNs = OneOf(period / 31, period / 7, 2 * period), SwitchNs = OneOf(1, 2_000),
                    InStep = OneOf(true, false), Spin = OneOf(SpinKind.Native, SpinKind.Paravirtual), SpinNs = OneOf(100, 20_000),
                    PauseLoopNs = OneOf(0, 0, 3_000), HaltPollNs = OneOf(0, 50_000, 200_000), HaltPollGrow = OneOf(1, 2),
                    HaltPollShrink = OneOf(0, 2), TimerSlackNs = OneOf(0, 0, 30_000), TimerNs = OneOf(0, 0, 1_500),
                    MissedTicks = OneOf(Enum.GetValues<MissedTicks>()), WakesPreempt = scenario.Run.Seed % 3 == 0,
                },
            },
        };
    }

    // The same with local timers that stop in deep idle states.
    private Scenario Sleeping(Scenario living)
    {
        bool hrtimer = living.Kernel >= KernelVersion.Parse(BroadcastDevices.HrtimerFrom);
        return living with
        {
            Tick = living.Tick with
            {
                Broadcast = OneOf(BroadcastDevice.Pit, BroadcastDevice.Hpet, hrtimer ? BroadcastDevice.Hrtimer : BroadcastDevice.Hpet),
                DeepIdleNs = OneOf(0, 1_000, 100_000),
                MinDeltaNs = OneOf(0, 0, 2_000),
            },
            Machine = living.Machine with { Delivery = OneOf(ApicDelivery.Auto, ApicDelivery.Cluster, ApicDelivery.Physical) },
            Costs = living.Costs with
            {
                IdleExit = OneOf(0, 5_000, 80_000), BroadcastPit = OneOf(0, 3_000), BroadcastHpet = OneOf(0, 1_500, 20_000),
                IpiIcr = OneOf(0, 100),
            },
        };
    }

    private string Design()
    {
        Design design = DesignLibrary.All[_random.Next(DesignLibrary.All.Count)];
        IReadOnlyList<ChipKind> chips = DesignLibrary.VariantsOf(design);
        return chips.Count == 0 ? design.Name : $"{design.Name}@{OneOf([.. chips]).Name()}";
    }

    private Scenario Scenario(int seed)
    {
        int cpus = OneOf(1, 2, 3, 5, 17, 64, 65, 130, 300);
        int hz = OneOf(100, 250, 1000, 10_000);
        long period = 1_000_000_000L / hz;
        // Few periods where there are many CPUs, and the workload's rates in proportion to the period.
        long duration = Math.Max(period * 3 / 2, period * 120 / cpus) + _random.Next(10_000);
        int rate = (int)(1_000_000_000L / duration);
        return new Scenario
        {
            Name = $"random-{seed}",
            Kernel = KernelVersion.Parse(
                OneOf("2.6.21", "2.6.24", "2.6.29", "2.6.39", "3.5", "4.12", "4.13", "5.15", "6.1", "6.17", "6.19")),
            Machine = new MachineShape
            {
                Cpus = cpus, Apic = ApicMode.X2Apic, CoreGroup = _random.Next(1, 9), Packages = _random.Next(4),
                Irq0Target = _random.Next(-1, cpus), MadtOverride = OneOf(true, false), NoTimerCheck = OneOf(true, true, false),
            },
            Tick = Tick(cpus, hz, period),
            Costs = Costs(),
            Lock = new LockPolicy
            {
                Fairness = OneOf(Enum.GetValues<LockFairness>()), Arbitration = OneOf(Enum.GetValues<LockArbitration>()),
            },
            Workload = new Workload
            {
                Busy = OneOf(-1, cpus / 2),
                ReschedulePerSecond = OneOf(0, rate, 20 * rate),
                CallFunctionPerSecond = OneOf(0, rate, 10 * rate),
                IrqsOffPerSecond = OneOf(0, 5 * rate),
                IrqsOffNs = OneOf(100, 10_000, 2 * period),
                IpiHandlerNs = _random.Next(1, 3_000),
                Host = OneOf(0, 0, 1) == 0 ? new HostLoad() : new HostLoad
                {
                    Cpus = _random.Next(1, cpus + 2), SliceNs = OneOf(period / 7, 2 * period), SwitchNs = OneOf(1, 2_000),
                    Preemption = seed % 2 == 0 ? Preemption.Anywhere : Preemption.Boundaries,
                },
                Devices = [.. Enumerable.Range(0, OneOf(0, 0, 1, 3)).Select(i => Device(i, cpus, rate))],
                Operations = [.. Enumerable.Range(0, OneOf(0, 0, 4)).Select(_ => Operation(cpus, duration))],
            },
            Run = new RunPlan { DurationNs = duration, Seed = (ulong)_random.NextInt64(), LateNs = OneOf(0, 1_000, 10_000) },
        };
    }
}
