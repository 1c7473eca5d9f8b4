using Tickstorm.Engine;
using Tickstorm.Kernel;
using Tickstorm.Kernel.Boot;
using Tickstorm.Kernel.Designs;
using Tickstorm.Processes;
using Tickstorm.Processes.Lines;
using Tickstorm.Scenarios;

namespace Tickstorm.Tests.Kernel.Lines;

/// <summary>All interleavings of the critical sections of 3 CPUs with 4 arrivals, against the reference written from the C.</summary>
public class InterleavingTests
{
    private const int Cpus = 3, Arrivals = 4, End = -1;

    // Each side of every boundary.
    private static readonly string[] s_kernels =
        ["2.6.21", "2.6.22", "2.6.23", "2.6.24", "2.6.38", "2.6.39", "3.2", "3.3", "3.4", "3.5", "4.6", "4.7", "4.12", "4.13", "6.16",
        "6.17"];

    public static TheoryData<FlowKind, string, ChipKind> Handlers()
    {
        TheoryData<FlowKind, string, ChipKind> data = new();
        foreach (string kernel in s_kernels)
        {
            foreach (ChipKind chip in (ChipKind[])[ChipKind.IoApic, ChipKind.Local, ChipKind.XtPic])
            {
                foreach (FlowKind flow in FlowsOn(chip)) data.Add(flow, kernel, chip);
            }
        }

        return data;
    }

    // Those that call no function that the chip lacks.
    private static FlowKind[] FlowsOn(ChipKind chip) => chip switch
    {
        ChipKind.IoApic => [FlowKind.Simple, FlowKind.Level, FlowKind.FastEoi, FlowKind.Edge, FlowKind.EdgeEoi, FlowKind.DoIrq],
        ChipKind.Local => [FlowKind.Simple, FlowKind.Level, FlowKind.Edge, FlowKind.DoIrq],
        _ => [FlowKind.Simple, FlowKind.Level, FlowKind.DoIrq],
    };

    [Theory]
    [MemberData(nameof(Handlers))]
    public void The_line_decides_as_the_reference_does(FlowKind flow, string kernel, ChipKind chip)
    {
        int tried = 0;
        foreach (bool disabled in (bool[])[false, true])
        {
            foreach (int[] steps in Interleavings(flow, kernel, chip, disabled))
            {
                tried++;
                ReferenceLine reference = Refer(flow, kernel, chip, disabled, steps);
                string context = $"{flow} {kernel} {chip}{(disabled ? " disabled" : "")}: {string.Join(' ', steps)}";
                (List<string> log, LineState line) = Execute(flow, kernel, chip, disabled, steps);
                Assert.True(
                    reference.Log.SequenceEqual(log),
                    $"{context}\nreference: {string.Join(' ', reference.Log)}\nline: {string.Join(' ', log)}");
                Assert.True(
                    (reference.Kstat, reference.Runs, reference.Masks, reference.Unmasks, reference.Ends) == (line.Kstat, line.Runs,
                    line.Masks, line.Unmasks, line.Ends), context);
                Assert.Equal(
                    reference.Flags,
                    $"{(line.Flags.HasFlag(LineFlags.InProgress) ? "IP " : "")}{(line.Flags.HasFlag(LineFlags.Pending) ? "PE " : "")}");
            }
        }

        // 4 arrivals on 3 CPUs while disabled are 81 by themselves.
        Assert.InRange(tried, 81 + 100, 100_000);
    }

    // Every order in which CPUs that are free may arrive, and the one in the handler may end.
    private static List<int[]> Interleavings(FlowKind flow, string kernel, ChipKind chip, bool disabled)
    {
        List<int[]> all = new();
        Extend([]);
        return all;

        void Extend(int[] steps)
        {
            ReferenceLine state = Refer(flow, kernel, chip, disabled, steps);
            int left = Arrivals - steps.Count(s => s != End);
            if (state.Owner >= 0) Extend([.. steps, End]);
            if (left == 0)
            {
                if (state.Owner < 0) all.Add(steps);
                return;
            }

            for (int cpu = 0; cpu < Cpus; cpu++)
            {
                if (!Busy(steps, state, cpu)) Extend([.. steps, cpu]);
            }
        }
    }

    // In the handler, or spinning before it: an arrival without an answer.
    private static bool Busy(int[] steps, ReferenceLine state, int cpu) =>
        state.Owner == cpu
            || steps.Count(s => s == cpu) > state.Log.Count(
            l => l.StartsWith($"{cpu}:run", StringComparison.Ordinal) || l.StartsWith($"{cpu}:drop", StringComparison.Ordinal));

    private static ReferenceLine Refer(FlowKind flow, string kernel, ChipKind chip, bool disabled, int[] steps)
    {
        ReferenceLine line = new(flow, kernel, chip, singleTarget: 1) { Disabled = disabled };
        foreach (int step in steps)
        {
            if (step == End) line.End();
            else line.Arrive(step);
        }

        return line;
    }

    // The group alone, told what cores would tell it, 100 us apart.
    private static (List<string> Log, LineState Line) Execute(FlowKind flow, string kernel, ChipKind chip, bool disabled, int[] steps)
    {
        Scenario scenario = Given.Aligned(Cpus).On(kernel);
        scenario = scenario with { Machine = scenario.Machine with { Irq0Target = 1 } };
        Design design = DesignLibrary.Find("irq0-edge")! with { Flow = flow, Chip = chip };
        KernelSwitches switches = new(scenario.Kernel);
        VectorPlan vectors = new(scenario, switches, Vectors.Of(scenario.Kernel));
        ProcessIds ids = new(Cpus);
        LineGroup group = new(
            scenario, Irq0Boot.Run(design, switches), new Topology(scenario.Machine, scenario.Costs), ids, switches, vectors, ids.Lines);
        if (disabled) group.Table.Lines[0].Flags = LineFlags.Disabled;
        Effects effects = new(new Engine.Links());
        List<string> log = new();
        for (int i = 0; i < steps.Length; i++)
        {
            long now = (i + 1) * 100_000L;
            bool ends = steps[i] == End;
            Message message = new()
            {
                Time = now, Source = ends ? group.Table.Lines[0].Owner : steps[i], Kind = ends ? MessageKind.Finish : MessageKind.Arrive,
            };
            group.Execute(now + 90_000, [message], effects);
            foreach (Message verdict in effects.Messages.AsSpan(0, effects.MessageCount))
            {
                Verdict told = Verdict.Unpack(verdict.A);
                log.Add($"{verdict.Target}:{told.Flow.ToString().ToLowerInvariant()}/{told.Eois}");
            }


            effects.Reset();
        }

        return (log, group.Table.Lines[0]);
    }
}
