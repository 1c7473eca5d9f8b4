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

    public static TheoryData<FlowKind, KernelEra> Handlers()
    {
        TheoryData<FlowKind, KernelEra> data = new();
        foreach (
            FlowKind flow in (FlowKind[])[FlowKind.Simple, FlowKind.Level, FlowKind.FastEoi, FlowKind.Edge, FlowKind.EdgeEoi,
            FlowKind.DoIrq])
        {
            foreach (KernelEra era in Enum.GetValues<KernelEra>()) data.Add(flow, era);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public void The_line_decides_as_the_reference_does(FlowKind flow, KernelEra era)
    {
        int tried = 0;
        foreach (bool disabled in (bool[])[false, true])
        {
            foreach (int[] steps in Interleavings(flow, era, disabled))
            {
                tried++;
                ReferenceLine reference = Refer(flow, era, disabled, steps);
                string context = $"{flow} {era}{(disabled ? " disabled" : "")}: {string.Join(' ', steps)}";
                (List<string> log, LineState line) = Execute(flow, era, disabled, steps);
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
    private static List<int[]> Interleavings(FlowKind flow, KernelEra era, bool disabled)
    {
        List<int[]> all = new();
        Extend([]);
        return all;

        void Extend(int[] steps)
        {
            ReferenceLine state = Refer(flow, era, disabled, steps);
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

    private static ReferenceLine Refer(FlowKind flow, KernelEra era, bool disabled, int[] steps)
    {
        ReferenceLine line = new(flow, era, singleTarget: 1) { Disabled = disabled };
        foreach (int step in steps)
        {
            if (step == End) line.End();
            else line.Arrive(step);
        }

        return line;
    }

    // The domain alone, told what cores would tell it, 100 us apart.
    private static (List<string> Log, LineState Line) Execute(FlowKind flow, KernelEra era, bool disabled, int[] steps)
    {
        Scenario scenario = Given.Aligned(Cpus).With(era);
        scenario = scenario with { Machine = scenario.Machine with { Irq0Target = 1 } };
        Design design = DesignLibrary.Find("irq0-edge@local")! with { Flow = flow };
        LineGroup domain = new(
            scenario, Irq0Boot.Run(design, madtOverride: true), new Topology(scenario.Machine, scenario.Costs), new ProcessIds(Cpus));
        if (disabled) domain.Table.Lines[0].Flags = LineFlags.Disabled;
        Effects effects = new(1);
        List<string> log = new();
        for (int i = 0; i < steps.Length; i++)
        {
            long now = (i + 1) * 100_000L;
            bool ends = steps[i] == End;
            Message message = new()
            {
                Time = now, Source = ends ? domain.Table.Lines[0].Owner : steps[i], Kind = ends ? MessageKind.Finish : MessageKind.Arrive,
            };
            domain.Execute(now + 90_000, [message], effects);
            foreach (Message verdict in effects.Messages.AsSpan(0, effects.MessageCount))
            {
                Verdict told = Verdict.Unpack(verdict.A);
                log.Add($"{verdict.Target}:{told.Flow.ToString().ToLowerInvariant()}/{told.Eois}");
            }


            effects.Reset();
        }

        return (log, domain.Table.Lines[0]);
    }
}
