using System.Globalization;
using System.Text;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Tests;

/// <summary>The trace of a run as the kernel that it simulates would have recorded it with ftrace.</summary>
internal static class KernelText
{
    // A whole number of periods of every rate, so that phases stay.
    private const long BootNs = 10_000_000_000;
    private const long Begins = -1;
    private const string CallFunction = "call_function_single";

    /// <summary>Runs a scenario under a design; its trace as text.</summary>
    public static Stream Of(Scenario scenario, string design, IReadOnlySet<int> busy)
    {
        Records records = new();
        Simulator.Run(scenario, design, new EngineOptions(), records);
        // A softirq's record is written when it ends; here it has one when it begins too.
        TraceRecord[] softirqs = [.. records.All.Where(record => record.Kind == TraceKind.SoftirqRan)];
        TraceRecord[] all =
        [
            .. records.All.Concat(softirqs.Select(record => record with { Time = record.Time - record.Argument, Argument = Begins }))
                .OrderBy(record => record.Time),
        ];
        Dictionary<int, Queue<long>> dues = all.Where(record => record.Kind == TraceKind.Raised).GroupBy(record => record.Cpu)
            .ToDictionary(cpu => cpu.Key, cpu => new Queue<long>(cpu.Select(record => record.Time)));
        HashSet<(int, long)> ticks =
            [.. all.Where(record => record.Kind == TraceKind.Raised).Select(record => (record.Cpu, record.Interrupt))];
        bool isPeriodic = scenario.Tick.Mode == TickMode.Periodic;
        bool isPic = design.EndsWith("@xt-pic", StringComparison.Ordinal);
        bool[] idle = [.. Enumerable.Range(0, scenario.Machine.Cpus).Select(cpu => !busy.Contains(cpu))];
        StringBuilder text = new($"# tracer: nop\n#\n# entries-in-buffer/entries-written: 1/1   #P:{scenario.Machine.Cpus}\n#\n");
        Ends(text, idle, 0);
        foreach (TraceRecord record in all)
        {
            (int cpu, long now) = (record.Cpu, record.Time);
            bool isTick = ticks.Contains((cpu, record.Interrupt));
            switch (record.Kind)
            {
                case TraceKind.TickStopped or TraceKind.TickRestarted:
                    bool stops = record.Kind == TraceKind.TickStopped;
                    bool rests = stops && !busy.Contains(cpu);
                    if (stops) Line(text, cpu, now, rests, "tick_stop: success=1 dependency=NONE");
                    if (rests != idle[cpu]) Line(text, cpu, now, idle[cpu], Switch(rests));
                    idle[cpu] = rests;
                    break;
                case TraceKind.HandlerEnter when record.Line == 0 || isTick || record.Line < 0 && IsTimer(record):
                    if (isPic && record.Line == 0) Line(text, cpu, now, idle[cpu], "mask_and_ack_8259A <-handle_level_irq");
                    Line(
                        text, cpu, now, idle[cpu],
                        record.Line == 0 ? "irq_handler_entry: irq=0 name=timer" : "local_timer_entry: vector=236");
                    if (isTick && isPeriodic) Line(text, cpu, now, idle[cpu], "tick_handle_periodic <-timer_interrupt");
                    else if (isTick) Line(text, cpu, now, idle[cpu], $"hrtimer_expire_entry: {Timer(cpu)} now={BootNs + now}");
                    break;
                case TraceKind.HandlerExit when record.Line == 0 || isTick || record.Line < 0 && IsTimer(record):
                    Queue<long>? due = dues.GetValueOrDefault(cpu);
                    while (due?.Count > 0 && due.Peek() <= now) due.Dequeue();
                    if (isTick && !isPeriodic && due?.Count > 0)
                    {
                        long at = BootNs + due.Peek();
                        Line(text, cpu, now, idle[cpu], $"hrtimer_start: {Timer(cpu)} expires={at} softexpires={at} mode=ABS");
                    }

                    Line(
                        text, cpu, now, idle[cpu],
                        record.Line == 0 ? "irq_handler_exit: irq=0 ret=handled" : "local_timer_exit: vector=236");
                    break;
                case TraceKind.SoftirqRan:
                    string what = record.Argument == Begins ? "softirq_entry" : "softirq_exit";
                    Line(text, cpu, now, idle[cpu], $"{what}: vec={record.Vector} [action={(SoftirqVector)record.Vector}]");
                    break;
                case TraceKind.IpiSent:
                    string called = IsCall(record) ? "generic_smp_call_function_single_interrupt+0x0/0x30" : "0x0";
                    Line(text, cpu, now, idle[cpu], $"ipi_send_cpu: cpu={record.Peer} callsite=x+0x0/0x1 callback={called}");
                    break;
                case TraceKind.HandlerEnter when record.Line < 0:
                    Line(text, cpu, now, idle[cpu], IsCall(record) ? CallFunction + "_entry: vector=251" : "reschedule_entry: vector=253");
                    break;
                case TraceKind.HandlerExit when record.Line < 0:
                    Line(text, cpu, now, idle[cpu], IsCall(record) ? CallFunction + "_exit: vector=251" : "reschedule_exit: vector=253");
                    break;
                default:
                    break;
            }
        }

        Ends(text, idle, scenario.Run.DurationNs);
        return new MemoryStream(Encoding.UTF8.GetBytes(text.ToString()));
    }

    // The ends of the trace on each CPU.
    private static void Ends(StringBuilder text, bool[] idle, long now)
    {
        for (int cpu = 0; cpu < idle.Length; cpu++) Line(text, cpu, now, idle[cpu], "softirq_raise: vec=1 [action=TIMER]");
    }

    private static string Timer(int cpu) => $"hrtimer=00000000{cpu:x8} function=tick_sched_timer";

    private static string Switch(bool rests) => rests
        ? "sched_switch: prev_comm=task prev_pid=9 prev_prio=120 prev_state=S ==> next_comm=swapper next_pid=0 next_prio=120"
        : "sched_switch: prev_comm=swapper prev_pid=0 prev_prio=120 prev_state=R ==> next_comm=task next_pid=9 next_prio=120";

    private static bool IsCall(in TraceRecord record) => VectorNames.Of(record.Vector) == "call_function";

    private static bool IsTimer(in TraceRecord record) => record.Vector is 0xec or 0xef;

    private static void Line(StringBuilder text, int cpu, long now, bool idle, string what)
    {
        string seconds = ((BootNs + now) / 1e9).ToString("0.000000", CultureInfo.InvariantCulture);
        text.Append(idle ? "          <idle>-0   " : "            task-9   ");
        text.Append(CultureInfo.InvariantCulture, $"  [{cpu:000}] d.h1. {seconds}: {what}\n");
    }

    private sealed class Records : ITraceSink
    {
        public List<TraceRecord> All { get; } = [];

        public void Write(ReadOnlySpan<TraceRecord> records) => All.AddRange(records);
    }
}
