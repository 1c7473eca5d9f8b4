using Tickstorm.Scenarios;
using Tickstorm.Traces.Calibration;

namespace Tickstorm.Tests;

/// <summary>Machines whose vCPUs stand still for much of the time, as traces of the simulator's own: their ticks are predicted.</summary>
public sealed class OvercommitTests
{
    // Where a broadcast's CPUs take turns one stands still because another runs, which distributions of each alone do not say.
    private const double Most = 0.10, MostInTurn = 0.25;

    // Often, long, and at any time.
    private static readonly StealLoad s_heavy = new()
    {
        EveryNs = 8_000_000, Length = new DurationTable([(1_000_000, 5), (5_000_000, 6), (9_000_000, 3), (20_000_000, 2)]),
    };

    public static TheoryData<string, TickMode, bool, int> Machines
    {
        get
        {
            TheoryData<string, TickMode, bool, int> data = [];
            foreach (int cpus in (int[])[2, 4, 8, 16, 32])
            {
                data.Add("native-lapic", TickMode.OneShot, false, cpus);
                data.Add("native-lapic", TickMode.OneShot, true, cpus);
                data.Add("native-lapic", TickMode.Periodic, false, cpus);
                data.Add("pit-broadcast", TickMode.Periodic, false, cpus);
                data.Add("pit-broadcast@xt-pic", TickMode.Periodic, false, cpus);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Machines))]
    public void Ticks_are_predicted_where_a_host_takes_half_of_the_time(string design, TickMode mode, bool nohz, int cpus)
    {
        Scenario machine = Machine(mode, nohz, cpus, new Workload { Busy = cpus / 2, Steal = [s_heavy] });
        Holds(machine, design);
    }

    [Theory]
    [InlineData("native-lapic", TickMode.OneShot, 8, 4)]
    [InlineData("native-lapic", TickMode.Periodic, 8, 8)]
    [InlineData("pit-broadcast", TickMode.Periodic, 4, 4)]
    [InlineData("pit-broadcast", TickMode.Periodic, 8, 4)]
    [InlineData("pit-broadcast@xt-pic", TickMode.Periodic, 16, 8)]
    public void Ticks_are_predicted_where_vCPUs_take_turns_on_two_host_CPUs(string design, TickMode mode, int cpus, int busy)
    {
        Workload work = new() { Busy = busy };
        Holds(Machine(mode, false, cpus, work with { Host = work.Host with { Cpus = 2, SliceNs = 6_000_000 } }), design, design == "native-lapic" ? Most : MostInTurn);
    }

    private static Scenario Machine(TickMode mode, bool nohz, int cpus, Workload work) => new()
    {
        Name = "overcommit", Kernel = KernelVersion.Parse("6.1"), Machine = new MachineShape { Cpus = cpus },
        Tick = new TickSetup { Hz = 250, NoHz = nohz, Mode = mode, Handler = new DurationTable([(30_000, 3), (60_000, 3), (150_000, 1)]) },
        Run = new RunPlan { DurationNs = 2_050_000_000 }, Workload = work,
    };

    private static void Holds(Scenario machine, string design, double most = Most)
    {
        using Stream trace = KernelText.Of(machine, design, Enumerable.Range(0, machine.Workload.Busy).ToHashSet());
        CalibrationResult model = Calibrator.Calibrate(trace, "overcommit");
        Assert.Equal((design, machine.Machine.Cpus, 250, machine.Tick.Mode),
            (model.DesignInUse, model.Scenario.Machine.Cpus, model.Scenario.Tick.Hz, model.Scenario.Tick.Mode));
        CaptureFit fit = Prediction.Fit(model, model.Analysis);
        Assert.True(fit.TicksError <= most, $"{fit.TicksError:0.000} {fit.GapError:0.000}");
    }
}
