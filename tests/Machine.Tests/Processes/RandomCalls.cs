using Tickstorm.Scenarios;
using Tickstorm.Tests.Kernel;

namespace Tickstorm.Tests.Processes;

/// <summary>Scenarios out of a seed whose CPUs call each other and wait.</summary>
internal static class RandomCalls
{
    private static readonly string[] s_kernels = ["2.6.24", "2.6.27", "2.6.38", "2.6.39", "3.6", "4.15", "4.16", "4.20", "6.1"];

    public static Scenario Make(int seed)
    {
        Random random = new(seed);
        T OneOf<T>(params T[] choices) => choices[random.Next(choices.Length)];

        int cpus = OneOf(2, 3, 7, 20, 40, 70);
        Scenario scenario = Given.Aligned(cpus).On(s_kernels[seed % s_kernels.Length]);
        int kind = random.Next(4);
        return scenario with
        {
            Name = $"calls-{seed}",
            Machine = scenario.Machine with
            {
                Packages = OneOf(1, 2), Delivery = OneOf(ApicDelivery.Auto, ApicDelivery.Cluster, ApicDelivery.Physical),
            },
            Tick = scenario.Tick with { Phases = PhaseKind.Random, NoHz = kind == 2 || random.Next(2) == 0 },
            Workload = new Workload
            {
                Busy = kind == 2 ? cpus / 2 : OneOf(-1, -1, (cpus + 1) / 2),
                ShootDownsPerSecond = OneOf(0, 300, 2_000),
                AddressSpaceCpus = OneOf(0, 0, 5),
                CallFunctionPerSecond = OneOf(200, 3_000),
                ReschedulePerSecond = OneOf(0, 500),
                CallsWait = true,
                IpiHandlerNs = random.Next(1, 30_000),
                IrqsOffPerSecond = OneOf(0, 1_000),
                IrqsOffNs = OneOf(1_000, 50_000),
                GracePeriodsPerSecond = kind == 1 ? 0 : OneOf(0, 500),
                Host = kind == 1
                    ? new HostLoad { Cpus = random.Next(1, cpus + 1), SliceNs = OneOf(70_000, 900_000), SwitchNs = 1_500 }
                    : new HostLoad(),
                Tasks = kind == 2
                    ? [new TaskLoad { Cpus = [.. Enumerable.Range(cpus / 2, cpus - cpus / 2)], SleepNs = 300_000, RunNs = 200_000 }]
                    : [],
                Steal = kind == 3 ? [new StealLoad { EveryNs = 400_000, Length = DurationTable.Constant(150_000) }] : [],
            },
            Run = scenario.Run with { DurationNs = 1_500_000 + random.Next(1_000_000), Seed = (ulong)seed },
        };
    }
}
