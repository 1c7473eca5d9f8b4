using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Tests.Scenarios;
using Tickstorm.Tracing;

namespace Tickstorm.Tests.Kernel.Lines;

/// <summary>Interrupts that are moved to another CPU under traffic, most of them messages: tests/checks/moves.</summary>
public class MovedMessageTests
{
    private const long MoveNs = 5_000_000;

    [Theory]
    [InlineData(DeviceKind.Pin, "2.6.24")]
    [InlineData(DeviceKind.Pin, "6.17")]
    [InlineData(DeviceKind.Msi, "2.6.24")]
    [InlineData(DeviceKind.Msi, "2.6.32")]
    [InlineData(DeviceKind.Msi, "6.17")]
    [InlineData(DeviceKind.MsiX, "2.6.24")]
    [InlineData(DeviceKind.MsiX, "6.1")]
    [InlineData(DeviceKind.Lpi, "6.1")]
    public void After_the_first_interrupt_past_the_move_all_go_to_the_new_cpu(DeviceKind kind, string kernel)
    {
        Rig rig = Run("aff", kernel, kind);
        TraceRecord[] runs = [.. rig.Of(TraceKind.HandlerEnter).Where(r => r.Line == 1)];
        Assert.All(runs.Where(r => r.Time < MoveNs), r => Assert.Equal(0, r.Cpu));
        TraceRecord[] later = [.. runs.Where(r => r.Time >= MoveNs).Skip(1)];
        Assert.All(later, r => Assert.Equal(2, r.Cpu));
        Assert.InRange(later.Length, 250, 350);
        Assert.Equal(2, Assert.Single(rig.Of(TraceKind.LineMoved)).Cpu);
        LineReport line = Assert.Single(rig.Result.Devices!.Lines);
        Assert.Equal((2, 1L, 0L), (line.Cpu, line.Moves, line.FailedMoves));
    }

    [Theory]
    [InlineData("2.6.24", 0)] // The vector is that of all CPUs: one write moves it.
    [InlineData("2.6.28", 1)]
    [InlineData("4.14", 1)]
    [InlineData("5.5", 1)]
    [InlineData("5.6", 0)]
    [InlineData("5.15", 0)]
    [InlineData("5.17", 1)] // The way is there, and is not taken.
    [InlineData("6.12", 1)]
    public void A_message_between_the_writes_of_address_and_data_is_lost_unless_it_moves_by_the_old_cpu(string kernel, int lost)
    {
        DeviceReport devices = Run("msi-window", kernel).Result.Devices!;
        Assert.Equal(lost, devices.Lost.NoHandler);
        bool safe = kernel is "5.6" or "5.15";
        Assert.Equal((safe, safe), (devices.SentOn > 0, devices.Strays > 0));
        Assert.All(devices.Lines, line => Assert.Equal(1, line.Moves));
    }

    [Fact]
    public void A_message_that_is_lost_is_said_in_the_trace_by_the_cpu_that_got_it()
    {
        Rig rig = Run("msi-window", "5.5");
        Assert.Equal(2, rig.Of(TraceKind.Dropped).Single(r => r.Argument == (long)DropReason.NoHandler).Cpu);
    }

    [Fact]
    public void A_message_of_a_half_done_move_runs_the_handler_of_the_device_that_has_its_vector_on_the_new_cpu()
    {
        DeviceReport devices = Run("msi-other-line", "5.5").Result.Devices!;
        // Both had vector 0x21, each on its CPU; the second one has another one now.
        Assert.Equal((0x21, 0x22), (devices.Lines[0].Vector, devices.Lines[1].Vector));
        Assert.Equal(0, devices.Lost.NoHandler);
        Assert.True(devices.Lines[0].Runs > devices.Lines[0].Raised, $"{devices.Lines[0].Runs} runs for {devices.Lines[0].Raised}");
    }

    [Theory]
    [InlineData("2.6.32")]
    [InlineData("5.5")]
    [InlineData("6.12")]
    public void A_message_with_a_mask_bit_waits_at_the_device_and_is_not_lost(string kernel)
    {
        DeviceReport devices = Run("msi-window", kernel, DeviceKind.MsiX).Result.Devices!;
        Assert.Equal(0, devices.Lost.NoHandler + devices.SentOn);
        Assert.True(devices.Lost.Merged > 0, "more than one waits for the end of the mask");
        Assert.Equal(devices.Raised, devices.Handled + devices.Lost.Total + devices.Pending);
    }

    [Theory]
    [InlineData("6.4", 1, 0)]
    [InlineData("6.5", 0, 1)]
    public void Fasteoi_forgets_what_comes_to_the_new_cpu_during_the_handler_until_6_4_and_sends_it_again_from_6_5(
        string kernel, int lost, int resends)
    {
        DeviceReport devices = Run("lpi", kernel).Result.Devices!;
        Assert.Equal((lost, resends), (devices.Lost.LineInProgress, devices.Lines[0].Resends));
        Assert.Equal(3, devices.Raised);
    }

    [Fact]
    public void A_cpu_without_a_free_vector_keeps_the_interrupt_where_it_is_and_says_enospc()
    {
        Rig rig = Run("no-space", "6.1");
        TraceRecord failed = Assert.Single(rig.Of(TraceKind.LineMoveFailed));
        Assert.Equal((2, (short)1, 28L), (failed.Cpu, failed.Line, failed.Argument));
        LineReport line = rig.Result.Devices!.Lines[0];
        Assert.Equal((0, 0L, 1L), (line.Cpu, line.Moves, line.FailedMoves));
        Assert.Equal(line.Runs, line.Kstat.Single(k => k.Cpu == 0).Count);
    }

    [Fact]
    public void A_device_that_finds_no_vector_at_boot_is_an_error()
    {
        string problem = Reading.Bad("""
            machine: {freeVectors: 1}
            workload:
              devices:
                - {irq: 10, kind: msi, perSecond: 1}
                - {irq: 11, kind: msix, perSecond: 1}
            """);
        Assert.Contains("workload.devices[1] finds no vector (-ENOSPC): CPU 0 has machine.freeVectors 1", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("5.15", true)] // By an IPI within microseconds.
    [InlineData("6.6", false)] // By a timer of the next jiffy.
    public void The_old_vector_is_free_again_after_the_first_interrupt_on_the_new_cpu(string kernel, bool soon)
    {
        LineReport line = Run("cleanup", kernel).Result.Devices!.Lines[1];
        Assert.Equal((0, 1L, soon ? 0L : 1L), (line.Cpu, line.Moves, line.FailedMoves));
    }

    [Theory]
    [InlineData("4.14", 1, 1)] // Forgotten.
    [InlineData("4.18", 2, 2)] // Tried again by each interrupt until it is done.
    public void A_move_before_the_last_one_is_cleaned_up_is_tried_again_from_4_18(string kernel, int moves, int cpu)
    {
        LineReport line = Run("busy", kernel).Result.Devices!.Lines[0];
        Assert.Equal(((long)moves, cpu), (line.Moves, line.Cpu));
        Assert.True(line.FailedMoves > 0);
    }

    [Fact]
    public void A_burst_is_so_many_interrupts_so_far_apart()
    {
        long[] times = [.. Run("bursts", "6.1").Of(TraceKind.HandlerEnter).Where(r => r.Line == 1).Select(r => r.Time)];
        Assert.Equal(6, times.Length);
        Assert.Equal([20_000, 20_000, 760_000, 20_000, 20_000], times.Zip(times.Skip(1), (a, b) => b - a));
    }

    private static Rig Run(string check, string kernel, DeviceKind? kind = null)
    {
        Scenario scenario = Repository.Check("moves/" + check);
        Workload work = scenario.Workload;
        if (kind is { } other) work = work with { Devices = [.. work.Devices.Select(device => device with { Kind = other })] };
        return Rig.Run(scenario with { Kernel = KernelVersion.Parse(kernel), Workload = work }, "native-lapic");
    }
}
