using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Tickstorm.Tests.Living;

/// <summary>What must balance in every run of a scenario file, in its JSON and in its trace.</summary>
public partial class LedgerTests
{
    // Each way into the kernel once: the local timer's vector, entries of designs' own, lines with and without a lock.
    private const string Everybody =
        "native-lapic,emulated-lapic,vmi-own-vector,vmi-global-clock-event,vmi-percpu,irq0-simple,irq0-level,irq0-level@xt-pic," +
        "irq0-fasteoi,irq0-edge,irq0-edge@local,irq0-edge-eoi,irq0-do-irq,irq0-percpu-io-apic-chip,irq0-percpu-taken-over," +
        "irq0-percpu-reserved,irq0-percpu-reserved@xt-pic,pit-broadcast";

    [Theory] // S75
    [InlineData("irq0-edge", "1us")]
    [InlineData("native-lapic", "10ms")]
    public void The_same_seed_gives_the_same_bytes_whatever_the_threads(string design, string window)
    {
        LivingRun one = LivingRun.Traced("ledger", design, "--threads", "1");
        foreach (string threads in (string[])["2", "3"])
        {
            LivingRun other = LivingRun.Traced("ledger", design, "--threads", threads, "--window", window);
            Assert.Equal(one.Trace, other.Trace);
            Assert.Equal(Figures(one.Design), Figures(other.Design));
        }

        LivingRun plain = LivingRun.Traced("ledger", design, "--engine", "sequential");
        Assert.Equal(one.Trace, plain.Trace);
        Assert.NotEqual(one.Trace, LivingRun.Traced("ledger", design, "--seed", "2").Trace);
    }

    [Theory] // S76: a run that ends at an instant has what was so then.
    [InlineData("1001us")]
    [InlineData("1003100ns")]
    [InlineData("4444444ns")]
    [InlineData("20ms")]
    public void Each_expiry_of_each_cpu_is_in_one_place(string instant)
    {
        foreach (string mode in (string[])["oneshot", "periodic"])
        {
            LivingRun run = LivingRun.Of("ledger", "--designs", Everybody, "--mode", mode, "--duration", instant, "--what-if");
            foreach (JsonElement design in run.Designs)
            {
                foreach (JsonElement cpu in design.GetProperty("perCpu").EnumerateArray())
                {
                    JsonElement ticks = cpu.GetProperty("ticks");
                    long Of(string count) => LivingRun.Count(ticks, count);
                    Assert.Equal(Of("raised"), Of("handled") + Of("coalesced") + Of("dropped") + Of("masked") + Of("pending"));
                    Assert.Equal(Of("expected"), Of("handled") + Of("lost") + Of("pending"));
                }
            }
        }
    }

    [Theory] // S77
    [InlineData("native-lapic", true)]
    [InlineData("vmi-own-vector", true)]
    [InlineData("vmi-percpu", true)]
    [InlineData("irq0-level", true)]
    [InlineData("irq0-fasteoi", true)]
    [InlineData("irq0-edge", true)]
    [InlineData("pit-broadcast", true)]
    [InlineData("irq0-percpu-io-apic-chip", false)] // Two for one.
    [InlineData("irq0-simple", false)] // None.
    [InlineData("irq0-percpu-reserved@xt-pic", false)]
    public void Each_eoi_ends_one_interrupt_or_is_reported(string design, bool pairs)
    {
        LivingRun run = LivingRun.Traced("ledger", design, "--mode", design == "vmi-own-vector" ? "periodic" : "oneshot");
        Assert.Equal(pairs, run.Design.GetProperty("constraints").GetProperty("C6").GetBoolean());
        bool paired = true;
        for (int cpu = 0; cpu < 8; cpu++)
        {
            Stack<int> open = new();
            foreach ((string name, int vector) in Steps(run.Trace, cpu))
            {
                if (name == "irq_dispatched") open.Push(vector);
                else if (name == "eoi_written") paired &= open.TryPop(out int last) && last == vector;
                else paired &= !open.Contains(vector);
            }
        }

        Assert.Equal(pairs, paired);
    }

    [Theory] // S78
    [InlineData("oneshot")]
    [InlineData("periodic")]
    public void Every_irq_enter_has_its_irq_exit(string mode)
    {
        foreach (string design in Everybody.Split(','))
        {
            LivingRun run = LivingRun.Traced("ledger", design, "--mode", mode, "--what-if");
            int open = 0;
            for (int cpu = 0; cpu < 8; cpu++)
            {
                int depth = 0;
                foreach ((string name, _) in Steps(run.Trace, cpu))
                {
                    if (name is not ("irq_dispatched" or "irq_returned")) continue;
                    depth += name == "irq_dispatched" ? 1 : -1;
                    // A device's handler of 2.6.24 takes interrupts.
                    Assert.True(depth is >= 0 and <= 3, $"{design}: CPU {cpu} is {depth} deep");
                }

                open += depth;
            }

            Assert.True(run.Count("irqEnters") > 0, design);
            Assert.True(run.Count("irqEnters") == run.Count("irqExits") + open, design);
        }
    }

    private static string Figures(JsonElement design) => string.Join('\n', design.EnumerateObject()
        .Where(member => member.Name is not ("engine" or "wall")).Select(member => member.ToString()));

    private static IEnumerable<(string Name, int Vector)> Steps(string trace, int cpu) => Step().Matches(trace)
        .Where(m => int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture) == cpu)
        .Select(m => (m.Groups[2].Value, int.Parse(m.Groups[3].Value, CultureInfo.InvariantCulture)));

    [GeneratedRegex(@"\[(\d+)\] \S+ [\d.]+: (irq_dispatched|irq_returned|eoi_written): interrupt=\d+ vector=(-?\d+)")]
    private static partial Regex Step();
}
