using Tickstorm.Scenarios;

namespace Tickstorm.Tests.Engine;

// The parts that scenarios of several kinds are put together from.
internal sealed partial class RandomScenario
{
    // Few CPUs and slow ticks, for longer than the first of a kernel's detectors needs.
    private Scenario Watched(Scenario scenario)
    {
        int cpus = Math.Min(scenario.Machine.Cpus, 5);
        Workload work = scenario.Workload;
        return scenario with
        {
            NmiWatchdog = OneOf(Enum.GetValues<NmiWatchdog>()),
            Machine = scenario.Machine with { Cpus = cpus, Irq0Target = Math.Min(scenario.Machine.Irq0Target, cpus - 1) },
            Tick = scenario.Tick with { Hz = OneOf(100, 250), PhaseList = null, Timekeeper = scenario.Tick.Timekeeper % cpus },
            Run = scenario.Run with { DurationNs = 5_050_000_000 + _random.NextInt64(7_000_000_000) },
            Workload = work with
            {
                Busy = OneOf(-1, cpus / 2), ReschedulePerSecond = OneOf(0, 20, 100), CallFunctionPerSecond = OneOf(0, 0, 10),
                IrqsOffPerSecond = OneOf(0, 10), IrqsOffNs = OneOf(100, 10_000, 3_000_000, 200_000_000),
                Devices = [.. work.Devices.Select(device => device with { Cpu = device.Cpu % cpus, PerSecond = 20 })],
                Operations = [.. work.Operations.Select(operation => operation with { Cpu = operation.Cpu % cpus })],
            },
        };
    }

    private StealLoad Stolen(int cpus) => new()
    {
        Cpus = [.. Enumerable.Range(0, cpus).Where(cpu => cpu % 2 == 1)], EveryNs = 900_000,
        Length = new DurationTable([(OneOf(2_000, 300_000), 1)]),
    };

    private List<GuestSnapshot> Snapshots(long end) =>
    [
        .. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => new GuestSnapshot
        {
            TimeNs = _random.NextInt64(1, end), OutsideNs = OneOf(0, 1_000, 700_000, 2_000_000_000),
            Tsc = OneOf(TscRestore.Restored, TscRestore.Continues), Clock = OneOf(Enum.GetValues<ClockRestore>()),
            Order = OneOf(Enum.GetValues<RestoreOrder>()), Counters = OneOf(Enum.GetValues<CounterRestore>()),
            ComparesDeadline = OneOf(true, false),
        }).OrderBy(snapshot => snapshot.TimeNs),
    ];

    private List<CpuHotplug> Hotplug(int cpus, long end)
    {
        List<CpuHotplug> all = [];
        for (int i = 0; i < 3; i++)
        {
            int cpu = _random.Next(1, cpus);
            if (all.Any(other => other.Cpu == cpu)) continue;
            long off = _random.NextInt64(1, end - 10_000_000);
            all.Add(new CpuHotplug { TimeNs = off, Cpu = cpu });
            if (_random.Next(3) == 0) continue;
            all.Add(new CpuHotplug { TimeNs = off + 5_000_000 + _random.NextInt64(4_000_000), Cpu = cpu, Online = true });
        }

        return [.. all.OrderBy(change => change.TimeNs)];
    }

    private TickSetup Tick(int cpus, int hz, long period) => new()
    {
        Hz = hz,
        Mode = OneOf(TickMode.OneShot, TickMode.Periodic),
        NoHz = OneOf(false, false, true),
        Resolution = OneOf(Enum.GetValues<TickResolution>()),
        Phases = OneOf(Enum.GetValues<PhaseKind>()),
        PhaseList = _random.Next(4) == 0 ? [.. Enumerable.Range(0, cpus).Select(_ => _random.NextInt64(period / 8))] : null,
        Handler = _random.Next(2) == 0
            ? DurationTable.Constant(_random.Next(1, 20_000))
            : new DurationTable([(_random.Next(1, 2_000), 7), (_random.Next(1, 30_000), 2), (period * 3 / 2, 1)]),
        Timekeeper = _random.Next(cpus),
        VmiAlarmHz = OneOf(0, 100),
    };

    private Costs Costs() => new()
    {
        ApicDeliver = _random.Next(1, 600),
        ApicDispatch = _random.Next(1, 400),
        Entry = OneOf(1, 20, 100, 400),
        LineLockHold = OneOf(1, 150, 700),
        LockHandover = OneOf(0, 90),
        XtimeLockHold = OneOf(1, 150, 900),
        BroadcastScanPerCpu = OneOf(1, 100),
        IoApicMask = OneOf(0, 1_000),
        IoApicUnmask = OneOf(0, 1_000),
        IoApicQuirk = OneOf(0, 2_000),
        IoApicFlowQuirk = OneOf(0, 0, 500),
        LocalMask = OneOf(0, 60),
        HandlerEmpty = OneOf(1, 450, 3_000),
        IpiCoreGroup = _random.Next(1, 400),
        IpiPackage = _random.Next(1, 900),
        IpiMachine = _random.Next(1, 2_000),
        IoApicWrite = OneOf(1, 100),
        CacheLineCoreGroup = OneOf(0, 0, 50),
        CacheLineMachine = OneOf(0, 0, 300),
        VmExit = OneOf(1, 1_000),
        VmiCall = OneOf(1, 200),
        BroadcastLock = OneOf(1, 2, 100, 700),
    };

    private DeviceLoad Device(int index, int cpus, int rate) => new()
    {
        Irq = 4 + index,
        PerSecond = OneOf(rate, 50 * rate),
        Level = _random.Next(2) == 0,
        Cpu = _random.Next(cpus),
        HandlerNs = _random.Next(1, 9_000),
    };

    private LineOperation Operation(int cpus, long duration) => new()
    {
        TimeNs = _random.NextInt64(duration),
        Action = OneOf(LineAction.Disable, LineAction.Enable, LineAction.Enable, LineAction.SetTarget, LineAction.Synchronize),
        Cpu = _random.Next(cpus),
    };

    private T OneOf<T>(params T[] choices) => choices[_random.Next(choices.Length)];
}
