using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Traces.Analysis;
using Tickstorm.Traces.Files;
using Tickstorm.Traces.Formats;
using Tickstorm.Traces.Inputs;

namespace Tickstorm.Traces.Calibration;

/// <summary>Takes a scenario from a capture of a real kernel.</summary>
public static class Calibrator
{
    /// <summary>CPUs that are named one by one.</summary>
    internal const int MostNotes = 16;

    private const double LeastShare = 0.5, MostShare = 7 / 8.0;

    /// <summary>Calibrates from a capture of any format that analyses are made of.</summary>
    /// <exception cref="TraceFormatException">The capture cannot be read, or shows no timer interrupt.</exception>
    public static CalibrationResult Calibrate(string path) => Calibrate(new InputFile(path));

    /// <summary>
    /// The same for a pipe or standard input too; <paramref name="allowUnsorted"/> sorts a capture that is out of order,
    /// <paramref name="choice"/> takes a part of its time; <paramref name="assumedHz"/> is the rate where the capture shows none.
    /// </summary>
    /// <exception cref="TraceFormatException">The capture cannot be read, or shows no timer interrupt.</exception>
    public static CalibrationResult Calibrate(
        InputFile file, bool allowUnsorted = false, AnalysisChoice? choice = null, int? assumedHz = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        using TraceInput input = new(file) { AllowUnsorted = allowUnsorted };
        CalibrationCollector collected = new() { Choice = choice ?? AnalysisChoice.All };
        TraceAnalyzer analyzer = new(collected.Choice, file.Name) { Beside = collected };
        AnalysisResult analysis = analyzer.Finish(TraceFile.Read(input, analyzer));
        input.Cancel.ThrowIfCancellationRequested();
        return !allowUnsorted && analyzer.SortingShowsMore(file)
            ? Calibrate(file, allowUnsorted: true, choice, assumedHz)
            : Calibrate(collected, analysis, input.Name, file.IsStandard ? "captured" : ScenarioName(file.Path), assumedHz);
    }

    /// <summary>Calibrates from a stream; <paramref name="file"/> names it in messages.</summary>
    public static CalibrationResult Calibrate(Stream stream, string file, string name = "captured")
    {
        using TraceInput input = new(stream, file);
        CalibrationCollector collected = new();
        TraceAnalyzer analyzer = new() { Beside = collected };
        return Calibrate(collected, analyzer.Finish(TraceFile.Read(input, analyzer)), file, name);
    }

    // The rate is the one that an analysis of the same capture finds, if it does.
    private static CalibrationResult Calibrate(
        CalibrationCollector collected, AnalysisResult analysis, string file, string name, int? assumedHz = null)
    {
        if (collected.Wrong is { } fault)
            throw new TraceFormatException(file, fault.Place, fault.Wrong, "a capture whose CPUs agree with its header was expected");
        if (collected.Simulated)
        {
            throw new TraceFormatException(
                file, "its beginning", "the trace is a simulation's own",
                "a capture of a real kernel was expected; the scenario of a simulation is known already");
        }

        IReadOnlyList<CpuObservation> cpus = collected.Observed;
        bool byExpiry = cpus.Any(cpu => cpu.Expired.Count > 0);
        foreach (CpuObservation cpu in cpus)
        {
            cpu.End(collected.FirstNs, collected.LastNs);
            cpu.IsByExpiry = byExpiry;
        }

        LatencyHistogram handler = new();
        foreach (CpuObservation cpu in cpus)
        {
            // Where the local timers are off, the CPU that takes the timer's line calls its own tick handler from there.
            handler.Add(cpu.LocalEntries > 0 ? cpu.LocalHandler : cpu.LineHandler);
        }

        List<string> notes = [];
        bool entriesAlone = cpus.All(cpu => cpu.Expired.Count + cpu.Functions.Count == 0);
        int? entryRate = analysis.Hz is null && entriesAlone ? EntryRate.Of(cpus) : null;
        if (cpus.All(cpu => cpu.Ticks.Count == 0) || (analysis.Hz ?? entryRate ?? assumedHz) is not { } hz)
        {
            throw new TraceFormatException(file, "whole file", "too few timer interrupts to calibrate from",
                "events irq_vectors:local_timer_entry and _exit, or irq:irq_handler_entry and _exit of the timer, over at least five " +
                "ticks were expected; --hz says the rate where other timers hide it");
        }

        if (analysis.Hz is null)
        {
            notes.Add(entryRate is null ? $"HZ: the capture does not show it; {hz} was given."
                : $"HZ: no event is the tick's own; {hz} is assumed, at which timer interrupts come most regularly.");
        }

        long periodNs = new TickSetup { Hz = hz }.PeriodNs;
        // A clock of jiffies shows no handler that begins and ends between two of them.
        bool isFine = handler.Count > 0 && handler.At(100) > 0;
        notes.Add(isFine
            ? "handler: times include the cost of the tracing itself; those over an eighth of a period are taken as stolen time."
            : handler.Count > 0 ? "handler: the capture's clock is too coarse to time it; 5us is assumed."
            : "handler: begin and end were not traced; 5us is assumed.");
        if (entriesAlone && !TickFinder.IsLowResolution(cpus))
        {
            double always = Always(cpus, periodNs);
            foreach (CpuObservation cpu in cpus) cpu.Divide(periodNs, always);
            notes.Add("ticks: which timer interrupts were ticks was not traced; those at the times that most of them come at are taken.");
        }

        int[] busy = [.. Enumerable.Range(0, cpus.Count).Where(cpu => cpus[cpu].BusyNs > cpus[cpu].IdleNs)];
        Describe(collected, notes);
        long window = Math.Max(1, collected.LastNs - collected.FirstNs);
        int? sender = DesignFinder.Sender(cpus);
        TickFinder tick = new(cpus, hz, sender is not null, notes);
        long secondPulse = sender is { } from ? DesignFinder.SecondPulseNs(cpus[from], periodNs) : 0;
        if (secondPulse > 0)
        {
            notes.Add("device: the line's handlers came two by two, as from QEMU's HPET, which pulses twice; the second is taken to have "
                + "come within the first one's handler.");
        }

        string inUse = DesignFinder.Of(cpus, sender, secondPulse, collected.UsesPic);
        Scenario scenario = new()
        {
            Name = name,
            Description = $"Calibrated from {Path.GetFileName(file)}: {cpus.Count} CPUs, HZ={hz}, {busy.Length} busy",
            Kernel = KernelVersion.Parse(Version(collected)),
            Machine = new MachineShape { Cpus = cpus.Count, MeasuredCpus = cpus.Count, HpetSecondPulseNs = secondPulse },
            Designs = DesignFinder.Compared(inUse),
            Tick = new TickSetup
            {
                Hz = hz,
                Mode = tick.Mode,
                NoHz = tick.NoHz,
                PhaseList = tick.Phases(),
                Handler = isFine ? HandlerTable.From(handler, periodNs / 8) : new TickSetup().Handler,
            },
            Run = new RunPlan { DurationNs = window },
        };
        // Of CPUs whose events stand apart only what arrived is known.
        IReadOnlyList<IpiFlow> ipis = analysis.Ipis.Count > 0 ? analysis.Ipis : [.. cpus.SelectMany(Arrived)];
        scenario = WorkloadFinder.Add(scenario, cpus, ipis, tick, sender, busy, window);
        CalibrationFacts facts = new(collected.Count, window, [.. cpus.Select(cpu => cpu.LocalEntries + cpu.LineEntries)],
            [.. cpus.Select(cpu => cpu.LocalHandler.Percentiles())], [.. cpus.Select(cpu => cpu.LineHandler.Percentiles())], busy)
        {
            SoftirqNs = [.. SoftirqVectors.Names.Select((_, vector) => SoftirqFinder.Total(cpus, vector, periodNs))],
        };
        return new CalibrationResult(scenario, notes, facts, inUse, analysis);
    }

    private static IEnumerable<IpiFlow> Arrived(CpuObservation observed, int cpu) =>
        [new IpiFlow(null, cpu, "reschedule", observed.Reschedules), new IpiFlow(null, cpu, "call_function", observed.Calls)];

    // A CPU has left out no tick when nearly every period has one, or as many as on CPUs that never idle: those were stolen.
    private static double Always(IReadOnlyList<CpuObservation> cpus, long periodNs) => cpus
        .Where(cpu => cpu.BusyNs > 8 * cpu.IdleNs).Select(cpu => cpu.Entered.Share(periodNs)).OfType<double>()
        .Where(share => share > LeastShare).Append(MostShare).Min();

    private static string Version(CalibrationCollector collected) => collected.IsRecent ? "6.12" : "6.1";

    private static void Describe(CalibrationCollector collected, List<string> notes)
    {
        notes.Add($"kernel: a capture does not name its version; {Version(collected)} is assumed, by the names of its events.");
        notes.Add("timekeeper: not an event; CPU 0 is assumed.");
        notes.Add("steal: a CPU that stood still is taken as stolen from by its host, whatever the reason; what is shorter than a tenth "
            + "of a period, or lies between two ticks, does not show.");
        notes.Add("cpus: with another number of them (--cpus, a sweep) CPU n is taken as CPU n modulo "
            + $"{collected.Observed.Count}: phases, load, stolen time and timers; it sends IPIs within its own group of as many; devices "
            + "stay where they are, and a skew of all ticks is spread anew.");
        if (collected.SendersSeen) notes.Add("IPIs: each pair's come at random times, whatever its sender does.");
        else notes.Add("IPIs: who sent them was not traced; the next busy CPU is assumed.");
        notes.Add("softirqs: each vector comes after as many of its CPU's interrupts as it did, evenly, and is run by irq_exit.");
        notes.Add("tasks: what woke an idle CPU is taken as one timer with the times between its ticks.");
        notes.Add("C-states, caches and costs of the hardware: not in a capture; the defaults are assumed.");
        if (!collected.HeaderSeen) notes.Add("cpus: no header gives their number; the highest CPU with an event is taken as the last.");
        if (!collected.SwitchesSeen) notes.Add("busy CPUs: changes of task were not traced; the task column of the events was used.");
        if (collected.CutAt is { } place) notes.Add($"the capture's last line ({place}) has no end; it may have been cut.");
        if (collected.Skips.Sentence is { } skipped) notes.Add(skipped);
        if (collected.LostAny) notes.Add("the tracer lost events; counts are lower bounds.");
        int[] unseen = [.. Enumerable.Range(0, collected.Observed.Count).Where(cpu => !collected.Observed[cpu].Observed)];
        notes.AddRange(unseen.Take(MostNotes).Select(cpu => $"cpu {cpu}: no event; taken as idle."));
        if (unseen.Length > MostNotes) notes.Add($"{unseen.Length - MostNotes} more CPUs: no event; taken as idle.");
    }

    // A capture's folder says more than "trace.txt".
    private static string ScenarioName(string path)
    {
        string name = Path.GetFileName(path);
        foreach (string ending in (string[])[".gz", ".txt"])
        {
            if (name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) name = name[..^ending.Length];
        }

        string? folder = Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path)));
        return name is "trace" or "" && !string.IsNullOrEmpty(folder) ? folder : name;
    }
}
