using System.Text;
using Tickstorm.Scenarios;
using Tickstorm.Traces.Calibration;

namespace Tickstorm.Tests;

/// <summary>Captures that show nothing but timer interrupts, from runs whose ticks are known.</summary>
public sealed class EntriesAloneTests
{
    private const double Most = 0.10;

    public static TheoryData<int, int, bool, int> Machines
    {
        get
        {
            TheoryData<int, int, bool, int> data = [];
            foreach (int hz in (int[])[100, 250, 300, 1_000])
            {
                foreach ((int cpus, int busy) in ((int, int)[])[(1, 1), (2, 1), (4, 2), (8, 8)])
                {
                    data.Add(hz, cpus, false, busy);
                    data.Add(hz, cpus, true, busy);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Machines))]
    public void Ticks_are_told_from_other_timer_interrupts_by_their_times(int hz, int cpus, bool nohz, int busy)
    {
        Scenario scenario = new()
        {
            Name = "alone", Kernel = KernelVersion.Parse("6.1"), Machine = new MachineShape { Cpus = cpus },
            Tick = new TickSetup { Hz = hz, NoHz = nohz, Mode = TickMode.OneShot }, Run = new RunPlan { DurationNs = 2_000_000_000 },
            Workload = new Workload
            {
                Busy = busy,
                CpuHrtimers = [new CpuHrtimer { Cpus = [0], IntervalNs = 7_130_000 }],
            },
        };
        using StreamReader all = new(KernelText.Of(scenario, "native-lapic", Enumerable.Range(0, busy).ToHashSet()));
        StringBuilder text = new();
        while (all.ReadLine() is { } line)
        {
            if (line.StartsWith('#') || line.Contains("local_timer_e", StringComparison.Ordinal)) text.Append(line).Append('\n');
        }

        using MemoryStream trace = new(Encoding.UTF8.GetBytes(text.ToString()));
        CalibrationResult model = Calibrator.Calibrate(trace, "alone");
        Assert.Equal((cpus, hz), (model.Scenario.Machine.Cpus, model.Scenario.Tick.Hz));
        CaptureFit fit = Prediction.Fit(model, Prediction.Run(scenario, "native-lapic"));
        Assert.True(fit.TicksError <= Most, $"{fit.TicksError:0.000} {fit.GapError:0.000}");
    }
}
