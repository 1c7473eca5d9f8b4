using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;

namespace Tickstorm.Tests.Kernel.Results;

/// <summary>What a shared line loses when phases are independent, against the formulas of the model.</summary>
public class RandomPhaseTests
{
    private const int Seeds = 6, Periods = 200;

    [Theory]
    [InlineData(16, "irq0-fasteoi")]
    [InlineData(64, "irq0-fasteoi")]
    [InlineData(16, "irq0-edge")]
    [InlineData(64, "irq0-edge")]
    public void Free_mask_and_unmask_lose_what_the_formula_says(int cpus, string design)
    {
        double r = (cpus - 1) * 5_150 / 1e6, burst = r * Math.Exp(r);
        double expected = design == "irq0-edge" ? burst / (1 + burst) : r / (1 + r);
        AssertLoss(expected, cpus, design, maskNs: 0);
    }

    [Fact]
    public void Fasteoi_never_masks_so_the_price_of_masking_changes_nothing() =>
        Assert.Equal(Losses(64, "irq0-fasteoi", 0), Losses(64, "irq0-fasteoi", 1_000));

    [Fact]
    public void With_a_microsecond_each_edge_loses_a_third_at_64() => AssertLoss(0.335, 64, "irq0-edge", maskNs: 1_000);

    [Theory]
    [InlineData("vmi-percpu")]
    [InlineData("native-lapic")]
    public void Percpu_loses_nothing(string design) => Assert.All(Losses(64, design, 1_000), loss => Assert.Equal(0, loss));

    private static void AssertLoss(double expected, int cpus, string design, long maskNs)
    {
        double[] losses = Losses(cpus, design, maskNs);
        double mean = losses.Average();
        double error = Math.Sqrt(losses.Sum(x => (x - mean) * (x - mean)) / (Seeds - 1) / Seeds);
        Assert.InRange(mean, (expected * 0.97) - (3 * error), (expected * 1.03) + (3 * error));
    }

    private static double[] Losses(int cpus, string design, long maskNs) =>
    [
        .. Enumerable.Range(1, Seeds).Select(seed =>
        {
            Scenario scenario = new() {
                Name = "redraw",
                Machine = new MachineShape { Cpus = cpus },
                Tick = new TickSetup { Hz = 1000, Mode = TickMode.Periodic, Phases = PhaseKind.Redraw },
                Costs = new Costs { IoApicMask = maskNs, IoApicUnmask = maskNs, IoApicQuirk = 0 },
                Run = new RunPlan { DurationNs = Periods * Given.Period, Seed = (ulong)seed },
            };
            TickTotals ticks = Simulator.Run(scenario, design, new EngineOptions { Check = true }).Ticks;
            return (double)ticks.Dropped / (ticks.Raised - ticks.Coalesced);
        }),
    ];
}
