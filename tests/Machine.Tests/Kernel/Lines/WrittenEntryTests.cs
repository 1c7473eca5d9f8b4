using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tracing;

namespace Tickstorm.Tests.Kernel.Lines;

/// <summary>Redirection entries of the IO-APIC that are written from outside: the hardware obeys, and the kernel does not know of it.</summary>
public class WrittenEntryTests
{
    private const int Pin = 10;
    private const long Mask = 5_000_000, Unmask = 12_000_000;

    [Fact]
    public void Edges_that_come_to_a_masked_pin_are_lost_and_later_ones_come_again()
    {
        Rig rig = Rig.Run(Given(level: false, Low(Mask, WrittenRegisters.MaskBit), Low(Unmask, 0)), "native-lapic");
        long[] runs = Runs(rig);
        Assert.Contains(runs, time => time < Mask);
        Assert.DoesNotContain(runs, time => time is > Mask + 50_000 and < Unmask);
        Assert.Contains(runs, time => time > Unmask);
        Assert.InRange(rig.Machine.Lines.Table.Lines[1].Ledger.PinMasked, 50, 300);
        Assert.Equal(
            [(Mask, 1, (short)1, 0x0a_05_0001_0000), (Unmask, 1, 1, 0x0a_05_0000_0000)],
            rig.Of(TraceKind.RegisterWritten).Select(record => (record.Time, record.Cpu, record.Line, record.Argument)));
    }

    [Fact]
    public void A_level_that_is_held_at_a_masked_pin_is_sent_once_when_it_is_unmasked()
    {
        Rig rig = Rig.Run(Given(level: true, Low(Mask, WrittenRegisters.MaskBit), Low(Unmask, 0)), "native-lapic");
        long[] runs = Runs(rig);
        Assert.DoesNotContain(runs, time => time is > Mask + 50_000 and < Unmask);
        Assert.InRange(runs.First(time => time > Unmask), Unmask + 1, Unmask + 10_000);
        Assert.Equal(0, rig.Machine.Lines.Table.Lines[1].Ledger.PinMasked);
    }

    [Fact]
    public void While_remote_IRR_is_set_a_level_that_is_unmasked_is_not_sent_again()
    {
        // Its handler takes 20 us: within it the entry is masked and unmasked.
        Scenario plain = Given(level: true);
        long entered = Runs(Rig.Run(plain, "native-lapic"))[10];
        Rig rig = Rig.Run(
            Given(level: true, Low(entered + 1_000, WrittenRegisters.MaskBit), Low(entered + 2_000, 0)), "native-lapic");
        Assert.Equal(Runs(Rig.Run(plain, "native-lapic")), Runs(rig));
    }

    [Fact]
    public void What_comes_after_another_destination_was_written_goes_there_and_is_counted_there()
    {
        Rig rig = Rig.Run(Given(level: false, High(Mask, 3)), "native-lapic");
        TraceRecord[] runs = [.. rig.Of(TraceKind.HandlerEnter).Where(record => record.Line == 1)];
        Assert.All(runs.Where(record => record.Time < Mask), record => Assert.Equal(1, record.Cpu));
        Assert.All(runs.Where(record => record.Time > Mask + 100_000), record => Assert.Equal(3, record.Cpu));
        (int Cpu, long Count)[] counted = [.. rig.Machine.Lines.Table.Counted(1).Select(one => (one.Cpu, one.Count))];
        Assert.Equal([1, 3], counted.Select(one => one.Cpu));
        Assert.Equal(runs.Count(record => record.Cpu == 3), counted[1].Count);
        Assert.Equal(rig.Machine.Lines.Table.Lines[1].Kstat, counted.Sum(one => one.Count));
    }

    [Fact]
    public void Under_a_broadcast_from_IRQ0_no_tick_comes_while_its_pin_is_masked()
    {
        Scenario scenario = Given(level: false, Irq0(Mask, WrittenRegisters.MaskBit), Irq0(Unmask, 0));
        Rig rig = Rig.Run(scenario, "pit-broadcast");
        long[] ticks = [.. rig.Of(TraceKind.HandlerEnter).Where(record => record.Line != 1).Select(record => record.Time)];
        Assert.DoesNotContain(ticks, time => time is > Mask + 50_000 and < Unmask);
        Assert.Contains(ticks, time => time < Mask);
        Assert.Contains(ticks, time => time > Unmask);
        // Of those that were due meanwhile each CPU has one at the end.
        Assert.Equal((80, 4 * 7), (rig.Result.Ticks.Raised, rig.Result.Ticks.Coalesced));
    }

    [Fact]
    public void Where_IRQ0_comes_another_way_its_entry_sends_nothing()
    {
        Rig plain = Rig.Run(Given(level: false), "native-lapic");
        Rig rig = Rig.Run(Given(level: false, Irq0(Mask, WrittenRegisters.MaskBit)), "native-lapic");
        Assert.Equal(plain.Result.Ticks, rig.Result.Ticks);
        MachinePlan plan = rig.Machine.Plan;
        Assert.Equal("IRQ0 does not come by the IO-APIC under native-lapic", plan.Refusal(Irq0(Mask, 0)));
        Assert.Null(plan.Refusal(Low(Mask, 0)));
        Assert.Equal("0x4000000 names CPU 4; the machine has CPUs 0 to 3", plan.Refusal(High(Mask, 4)));
        Assert.Equal("no line comes by pin 7 of the IO-APIC; those of lines are 2 (IRQ0), 10", plan.Refusal(Low(Mask, 0) with { Pin = 7 }));
    }

    [Theory]
    [InlineData("tpr", WrittenRegister.TaskPriority, 0)]
    [InlineData("redirection-10-low", WrittenRegister.RedirectionLow, 10)]
    [InlineData("redirection-0-high", WrittenRegister.RedirectionHigh, 0)]
    [InlineData("redirection-PIN-low", WrittenRegister.None, 0)]
    [InlineData("redirection-010-low", WrittenRegister.None, 0)]
    [InlineData("redirection-2-middle", WrittenRegister.None, 0)]
    [InlineData("irr", WrittenRegister.None, 0)]
    public void A_pins_registers_have_its_number_in_their_names(string name, WrittenRegister register, int pin)
    {
        bool known = WrittenRegisters.TryParse(name, out WrittenRegister parsed, out int parsedPin);
        Assert.Equal((register != WrittenRegister.None, register), (known, parsed));
        if (known) Assert.Equal((pin, name), (parsedPin, register.Name(pin)));
    }

    private static long[] Runs(Rig rig) => [.. rig.Of(TraceKind.HandlerEnter).Where(record => record.Line == 1).Select(record => record.Time)];

    private static CpuInjection Low(long at, uint value) =>
        new() { TimeNs = at, Register = WrittenRegister.RedirectionLow, Pin = Pin, Value = value };

    private static CpuInjection High(long at, uint cpu) =>
        new() { TimeNs = at, Register = WrittenRegister.RedirectionHigh, Pin = Pin, Value = cpu << WrittenRegisters.DestinationShift };

    private static CpuInjection Irq0(long at, uint value) => Low(at, value) with { Pin = 2 };

    private static Scenario Given(bool level, params CpuInjection[] writes) => new()
    {
        Name = "written",
        Kernel = KernelVersion.Parse("2.6.39"),
        Machine = new MachineShape { Cpus = 4 },
        Tick = new TickSetup { Hz = 1000 },
        Workload = new Workload
        {
            Devices = [new DeviceLoad { Irq = Pin, PerSecond = 20_000, Level = level, Cpu = 1, HandlerNs = 20_000 }], Injections = writes,
        },
        Run = new RunPlan { DurationNs = 20_000_000 },
    };
}
