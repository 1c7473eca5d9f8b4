using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Tickstorm.Scenarios;
using Tickstorm.Traces.Calibration;

namespace Tickstorm.Tests;

/// <summary>One run as several tools would have written it down: each gives the same scenario, which behaves as the run did.</summary>
public sealed partial class FormatTests
{
    private const double MostTicks = 0.05, MostGap = 0.10;

    private static readonly Scenario s_machine = new()
    {
        Name = "formats", Kernel = KernelVersion.Parse("6.1"), Machine = new MachineShape { Cpus = 4 },
        Tick = new TickSetup { Hz = 250, NoHz = true, Handler = new DurationTable([(20_000, 3), (60_000, 1)]) },
        Run = new RunPlan { DurationNs = 2_000_000_000 },
        Workload = new Workload
        {
            Busy = 2,
            CpuHrtimers = [new CpuHrtimer { Cpus = [0], IntervalNs = 7_130_000 }],
            Tasks = [new TaskLoad { Cpus = [3], SleepNs = 10_130_000, RunNs = 100_000, IsConstant = true }],
            Steal = [new StealLoad { EveryNs = 40_000_000, Length = new DurationTable([(1_500_000, 3), (5_000_000, 2), (11_000_000, 1)]) }],
        },
    };

    private static readonly Lazy<string> s_ftrace = new(() =>
    {
        using StreamReader text = new(KernelText.Of(s_machine, "native-lapic", new HashSet<int> { 0, 1 }));
        return text.ReadToEnd();
    });

    private static readonly Dictionary<string, Func<Match, string>> s_tools = new()
    {
        ["trace-cmd report"] = e => $"{Task(e),16}-{Pid(e),-5} [{Cpu(e):000}] {Time(e),12}: {Event(e) + ":",-20} {Rest(e)}",
        ["trace-cmd report -l"] =
            e => $"{Task(e),8}-{Pid(e),-5} {Cpu(e),3}{e.Groups["flags"]} {Time(e),12}: {Event(e) + ":",-20} {Rest(e)}",
        ["latency format"] = e => $"{Task(e),8}-{Pid(e),-7} {Cpu(e),3}{e.Groups["flags"]} {Micros(e)}us+: {Event(e)}: {Rest(e)}",
        ["perf script"] = e => $"{Comm(e),16} {Pid(e),5} [{Cpu(e):000}] {Time(e),12}: {System(e)}:{Event(e)}: {Rest(e)}",
        ["perf script --ns"] = e => $"{Comm(e),16} {Pid(e),5} [{Cpu(e):000}] {Time(e)}000: {System(e),20}:{Event(e)}: {Rest(e)}",
        ["perf script -F +period"] = e => $"{Comm(e),16} {Pid(e),5} [{Cpu(e):000}] {Time(e),12}: {1,10} {System(e)}:{Event(e)}: {Rest(e)}",
        ["perf script -g"] = e => $"{Comm(e)} {Pid(e),5} [{Cpu(e):000}] {Time(e)}: {System(e)}:{Event(e)}: {Rest(e)}\n"
            + "\tffffffff81a528c8 handler+0x4f8 ([kernel.kallsyms])\n\t           ee137 [unknown] (/lib/libc.so.6)\n",
    };

    public static TheoryData<string> Tools => [.. s_tools.Keys];

    [Theory]
    [MemberData(nameof(Tools))]
    public void A_run_is_calibrated_alike_from_what_each_tool_writes(string tool)
    {
        StringBuilder text = new(tool switch
        {
            "latency format" => "# tracer: nop\n#\n# nop latency trace v1.1.5 on 6.1.0\n" + new string('-', 3).Insert(0, "# ")
                + "\n# latency: 0 us, #1/1, CPU#0 | (M:desktop VP:0, KP:0, SP:0 HP:0 #P:4)\n#\n",
            _ when tool.StartsWith("trace-cmd", StringComparison.Ordinal) => "cpus=4\n",
            _ => "",
        });
        foreach (string line in s_ftrace.Value.Split('\n'))
        {
            if (Line().Match(line) is { Success: true } found) text.Append(s_tools[tool](found)).Append('\n');
        }

        Holds(tool, Encoding.UTF8.GetBytes(text.ToString()));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("byte order mark")]
    [InlineData("cut in mid-line")]
    public void A_run_is_calibrated_alike_from_a_file_that_was_packed_marked_or_cut(string kind)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(s_ftrace.Value);
        using MemoryStream packed = new();
        if (kind == "gzip")
        {
            using (GZipStream zip = new(packed, CompressionLevel.Fastest, leaveOpen: true)) zip.Write(bytes);
            bytes = packed.ToArray();
        }

        Holds(kind, kind switch { "gzip" => bytes, "byte order mark" => [0xEF, 0xBB, 0xBF, .. bytes], _ => bytes[..^20] });
    }

    private static void Holds(string name, byte[] capture)
    {
        using MemoryStream own = new(Encoding.UTF8.GetBytes(s_ftrace.Value)), other = new(capture);
        CalibrationResult plain = Calibrator.Calibrate(own, "ftrace"), model = Calibrator.Calibrate(other, name);
        Assert.Equal(
            (plain.DesignInUse, plain.Scenario.Machine.Cpus, plain.Scenario.Tick.Hz, plain.Scenario.Tick.Mode, plain.Scenario.Tick.NoHz),
            (model.DesignInUse, model.Scenario.Machine.Cpus, model.Scenario.Tick.Hz, model.Scenario.Tick.Mode, model.Scenario.Tick.NoHz));
        Assert.Equal(plain.Analysis.Cpus.Select(cpu => cpu.Ticks), model.Analysis.Cpus.Select(cpu => cpu.Ticks));
        CaptureFit fit = Prediction.Fit(model, Prediction.Run(s_machine, "native-lapic"));
        Assert.True(fit.TicksError <= MostTicks && fit.GapError <= MostGap, $"{name}: {fit.TicksError:0.000} {fit.GapError:0.000}");
    }

    private static string Task(Match line) => line.Groups["task"].Value;

    private static string Comm(Match line) => Task(line) == "<idle>" ? "swapper" : Task(line);

    private static string Pid(Match line) => line.Groups["pid"].Value;

    private static int Cpu(Match line) => int.Parse(line.Groups["cpu"].Value);

    private static string Time(Match line) => line.Groups["time"].Value;

    private static string Micros(Match line) => Time(line).Replace(".", "", StringComparison.Ordinal);

    private static string Event(Match line) => line.Groups["event"].Value;

    private static string Rest(Match line) => line.Groups["rest"].Value;

    private static string System(Match line) => Event(line) switch
    {
        "sched_switch" => "sched", "tick_stop" or "hrtimer_start" or "hrtimer_expire_entry" => "timer", "softirq_raise" => "irq",
        "ipi_send_cpu" => "ipi", _ => "irq_vectors",
    };

    [GeneratedRegex(@"^ *(?<task>\S+)-(?<pid>\d+) +\[(?<cpu>\d+)\] (?<flags>\S+) (?<time>\S+): (?<event>\w+): (?<rest>.*)$")]
    private static partial Regex Line();
}
