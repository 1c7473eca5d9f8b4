using System.Globalization;

namespace Tickstorm.Tests.Analysis;

/// <summary>A capture as a kernel might have written it: ticks of 250 a second, some late, with softirqs and changes of task.</summary>
internal sealed class RandomCapture
{
    private const long PeriodNs = 4_000_000;
    private readonly Random _random;
    private readonly List<(long TimeNs, int Cpu, string Text)> _lines = [];

    public RandomCapture(int seed)
    {
        _random = new Random(seed);
        Cpus = _random.Next(1, 5);
        for (int cpu = 0; cpu < Cpus; cpu++) Cpu(cpu, _random.Next(30, 60));
    }

    public int Cpus { get; }

    public Random Random => _random;

    /// <summary>The events in the order of time.</summary>
    public IReadOnlyList<(long TimeNs, int Cpu, string Text)> Lines => [.. _lines.OrderBy(line => line.TimeNs)];

    public static string Text(int cpus, IEnumerable<string> lines) =>
        $"# tracer: nop\n#\n# entries-in-buffer/entries-written: 9/9   #P:{cpus}\n#\n{string.Join('\n', lines)}\n";

    private void Cpu(int cpu, int ticks)
    {
        long due = 10_000_000_000, now = due - PeriodNs + 100_000;
        bool idle = false;
        Add(ref now, cpu, idle, "d.h2.", Arm(cpu, due));
        for (int tick = 0; tick < ticks; tick++)
        {
            now = Math.Max(now + 3_000, due + _random.Next(1, 30) * 1_000 + (_random.Next(10) == 0 ? _random.Next(3_000) * 1_000 : 0));
            Add(ref now, cpu, idle, "d.h1.", "local_timer_entry: vector=236");
            Add(ref now, cpu, idle, "d.h1.", $"hrtimer_cancel: hrtimer=ffff88800000{cpu:x4}");
            long seen = now - 1_000;
            Add(ref now, cpu, idle, "d.h1.", $"hrtimer_expire_entry: hrtimer=ffff88800000{cpu:x4} function=tick_sched_timer now={seen}");
            due += PeriodNs * ((seen - due) / PeriodNs + 1);
            Add(ref now, cpu, idle, "d.h2.", Arm(cpu, due));
            Add(ref now, cpu, idle, "d.h1.", "local_timer_exit: vector=236");
            if (_random.Next(3) == 0)
            {
                Add(ref now, cpu, idle, "..s1.", "softirq_entry: vec=1 [action=TIMER]");
                Add(ref now, cpu, idle, "..s1.", "softirq_exit: vec=1 [action=TIMER]");
            }

            if (_random.Next(4) != 0) continue;
            (string from, string to) = idle ? ("swapper", "busy") : ("busy", "swapper");
            Add(ref now, cpu, idle, "d..2.", $"sched_switch: prev_comm={from} prev_pid={(idle ? 0 : 50 + cpu)} prev_prio=120 prev_state=R "
                + $"==> next_comm={to} next_pid={(idle ? 50 + cpu : 0)} next_prio=120");
            idle = !idle;
        }
    }

    private static string Arm(int cpu, long due) =>
        $"hrtimer_start: hrtimer=ffff88800000{cpu:x4} function=tick_sched_timer expires={due} softexpires={due} mode=ABS";

    private void Add(ref long now, int cpu, bool idle, string flags, string text)
    {
        now += _random.Next(1, 4) * 1_000;
        string task = idle ? "<idle>-0" : $"busy-{50 + cpu}";
        string time = string.Create(CultureInfo.InvariantCulture, $"{now / 1_000_000_000}.{now / 1_000 % 1_000_000:d6}");
        _lines.Add((now, cpu, $"{task,16}     [{cpu:d3}] {flags} {time,12}: {text}"));
    }
}
