using Tickstorm.Traces.Formats;
using Tickstorm.Traces.Formats.Text;

namespace Tickstorm.Tests.Formats.Text;

public sealed class TextTraceReaderTests
{
    private const string Ftrace = """
        # tracer: function
        #
        # entries-in-buffer/entries-written: 5/5   #P:4
        #
                  <idle>-0       [003] d.h1.    13.837845: local_timer_entry: vector=236
                  <idle>-0       [003] d.h1.    13.837852: hrtimer_interrupt <-__sysvec_apic_timer_interrupt
        CPU:2 [LOST 123 EVENTS]
                    busy-258     [002] dNh1.    13.838218: irq_handler_entry: irq=0 name=timer
                    busy-258     (    258) [002] d..2.    13.839000: sched_switch: prev_comm=busy prev_pid=258 prev_prio=120 prev_state=R ==> next_comm=swapper/2 next_pid=0 next_prio=120
             my task]-77     [001] .....    13.840000000: hrtimer_start: hrtimer=ffff function=tick_sched_timer expires=13844000000 softexpires=13844000000 mode=ABS
        """;

    private const string Report = """
        cpus=4
                  <idle>-0     [003]    13.837845: local_timer_entry:    vector=236
                  <idle>-0     [003]    13.837852: function:             hrtimer_interrupt <-- __sysvec_apic_timer_interrupt
        CPU:2 [EVENTS DROPPED]
                    busy-258   [002]    13.838218: irq_handler_entry:    irq=0 name=timer
                    busy-258   [002]    13.839000: sched_switch:         busy:258 [120] R ==> swapper/2:0 [120]
             my task]-77    [001]    13.840000: hrtimer_start:        hrtimer=0xffff function=tick_sched_timer/0x0 expires=13844000000 softexpires=13844000000
        """;

    private const string Perf = """
                 swapper     0 [003]    13.837845: irq_vectors:local_timer_entry: vector=236
                 swapper     0 [003]    13.837852:            ftrace:function: hrtimer_interrupt
        	ffffffff8100 hrtimer_interrupt+0x0 (vmlinux)

                    busy   258 [002]    13.838218: irq:irq_handler_entry: irq=0 name=timer
                    busy   258 [002]    13.839000: sched:sched_switch: busy:258 [120] R ==> swapper/2:0 [120]
                my task]    77 [001]    13.840000: timer:hrtimer_start: hrtimer=0xffff function=tick_sched_timer expires=13844000000 softexpires=13844000000
        """;

    [Theory]
    [InlineData(Ftrace, TextFormat.Ftrace)]
    [InlineData(Report, TextFormat.TraceCmdReport)]
    [InlineData(Perf, TextFormat.PerfScript)]
    public void The_same_events_are_found_in_every_text_format(string text, TextFormat expected)
    {
        Collected collected = new();
        using MemoryStream stream = new(System.Text.Encoding.UTF8.GetBytes(text));

        TextFormat format = TextTraceReader.Read(stream, "given", collected);

        Assert.Equal(expected, format);
        Assert.Equal([CaptureKind.VectorEntry, CaptureKind.Function, CaptureKind.IrqEntry, CaptureKind.Switch, CaptureKind.TickArmed],
            collected.Events.Select(one => one.Event.Kind == CaptureKind.Other ? CaptureKind.Function : one.Event.Kind));
        Assert.Equal(
            new CaptureEvent(13_837_845_000, 3, CaptureKind.VectorEntry, 236, 0, Idle: true) { Pid = 0 },
            collected.Events[0].Event with { Context = CaptureContext.Unknown });
        Assert.Equal(
            expected == TextFormat.Ftrace ? CaptureContext.Known | CaptureContext.IrqsOff | CaptureContext.HardIrq : CaptureContext.Unknown,
            collected.Events[0].Event.Context);
        Assert.Equal((0, "timer"), (collected.Events[2].Event.Number, collected.Events[2].Name));
        Assert.False(collected.Events[2].Event.Idle);
        Assert.Equal(0, collected.Events[3].Event.Number);
        Assert.Equal(13_844_000_000, collected.Events[4].Event.Argument);
    }

    [Fact]
    public void Lost_events_are_reported_with_their_number_where_there_is_one()
    {
        Assert.Equal([(2, 123)], Collected.From(Ftrace).Losses);
        Assert.Equal([(2, null)], Collected.From(Report).Losses);
        Assert.Equal(4, Collected.From(Report).CpuCount);
    }

    [Fact]
    public void A_file_without_a_line_end_at_its_end_and_with_returns_is_read()
    {
        Collected collected = Collected.From(
            "# tracer: nop\r\n  a-1 [000] d.h. 1.000001: local_timer_entry: vector=236\r\n  a-1 [000] d.h. 1.000002: " +
            "local_timer_exit: vector=236");
        Assert.Equal([236, 236], collected.Events.Select(one => one.Event.Number));
    }

    [Fact]
    public void Text_without_an_event_is_refused() =>
        Assert.Equal("line 1, offset 16", Assert.Throws<TraceFormatException>(() => Collected.From("no trace at all\n")).Place);

    [Fact]
    public void A_line_that_is_no_event_is_passed_over_and_named() =>
        Assert.Equal(["line 2, offset 32"], Collected.From("  a-1 [000] d.h. 1.000001: x: y\n  a-1 [0\n").Skipped);

    [Fact]
    public void Binary_input_is_refused_with_the_offset()
    {
        TraceFormatException fault = Assert.Throws<TraceFormatException>(() => Collected.From("abc\0def"));
        Assert.Equal("offset 3", fault.Place);
    }
}
