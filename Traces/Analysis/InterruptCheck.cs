namespace Tickstorm.Traces.Analysis;

/// <summary>One count of /proc/interrupts beside that of the capture.</summary>
/// <param name="Label">The row, as in "LOC".</param>
/// <param name="Name">What it is of.</param>
/// <param name="Cpu">The CPU.</param>
/// <param name="Counted">What the kernel counted from one reading to the next; null when the CPU was offline at one of them.</param>
/// <param name="Captured">What the capture has.</param>
public sealed record InterruptRow(string Label, string Name, int Cpu, long? Counted, long Captured)
{
    /// <summary>Captured less counted.</summary>
    public long? Difference => Captured - Counted;
}

/// <summary>A capture against two readings of /proc/interrupts.</summary>
/// <param name="Rows">The counts that both know, largest difference first.</param>
/// <param name="Verdict">What follows, as a sentence.</param>
/// <param name="Agrees">False when the counts cannot be of one machine and time.</param>
public sealed record InterruptCheck(IReadOnlyList<InterruptRow> Rows, string Verdict, bool Agrees)
{
    // Rows of x86 by the events that are counted in them; numbers are lines.
    private static readonly (string Label, string[] Vectors)[] s_rows =
    [
        ("LOC", ["local_timer", "timer_interrupt"]), ("RES", ["reschedule"]), ("CAL", ["call_function", "call_function_single"]),
        ("IWI", ["irq_work"]), ("THR", ["threshold_apic"]), ("DFR", ["deferred_error_apic"]), ("TRM", ["thermal_apic"]),
        ("SPU", ["spurious_apic"]), ("PLT", ["x86_platform_ipi"]), ("ERR", ["error_apic"]),
    ];

    /// <summary>Compares.</summary>
    public static InterruptCheck Of(AnalysisResult result, InterruptTable before, InterruptTable after)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        List<InterruptRow> rows = [];
        bool isBackwards = false;
        foreach (CpuAnalysis cpu in result.Cpus.Where(cpu => cpu.Cpu != CpuAnalysis.NoCpu))
        {
            foreach ((string label, string[] vectors) in s_rows)
            {
                // Nobody knows whether an event that is not in the capture was recorded.
                if (result.Cpus.Any(one => one.Vectors.Any(vector => vectors.Contains(vector.Name))))
                    Row(label, cpu.Cpu, cpu.Vectors.Where(vector => vectors.Contains(vector.Name)).Sum(vector => vector.Count));
            }

            foreach (int irq in result.Cpus.SelectMany(one => one.Irqs).Select(irq => irq.Irq).Distinct())
            {
                Row(irq.ToString(System.Globalization.CultureInfo.InvariantCulture), cpu.Cpu,
                    cpu.Irqs.Where(one => one.Irq == irq).Sum(one => one.Count));
            }
        }

        InterruptRow[] sorted =
            [.. rows.OrderByDescending(row => Math.Abs(row.Difference ?? 0)).ThenBy(row => row.Label).ThenBy(row => row.Cpu)];
        (string verdict, bool agrees) = Judge(sorted, result.Source.LostEvents);
        if (isBackwards) (verdict, agrees) = ("the second reading is older than the first, or of another start of the machine", false);
        return new InterruptCheck(sorted, verdict, agrees);

        void Row(string label, int cpu, long captured)
        {
            if (after.Name(label).Length == 0 && !after.Labels.Contains(label)) return;
            long? counted = after.Count(label, cpu) - before.Count(label, cpu);
            // The kernel's counts are of 32 bits; one that falls back was reset while its CPU was offline.
            if (counted < -(1L << 31)) counted += 1L << 32;
            if (counted < 0)
            {
                isBackwards = true;
                counted = null;
            }

            if (captured > 0 || counted is not 0) rows.Add(new InterruptRow(label, after.Name(label), cpu, counted, captured));
        }
    }

    private static (string Verdict, bool Agrees) Judge(InterruptRow[] rows, long? lost)
    {
        if (!rows.Any(row => row.Counted is not null)) return ("nothing that the capture counts is in both readings", false);
        int more = rows.Count(row => row.Difference > 0), fewer = rows.Count(row => row.Difference < 0);
        if (more + fewer == 0) return ("the counts are the same", true);
        if (fewer == 0) return ("the capture has more of each: the readings were taken while it ran", true);
        if (more == 0)
        {
            return lost is 0
                ? ("the capture has fewer of each: the readings were taken around it", true)
                : ("the capture has fewer of each: the readings were taken around it, or the tracer lost them", true);
        }

        return ($"{more} counts of the capture are larger and {fewer} smaller: "
            + (lost is 0
                ? "the readings overlap it, or are of another time or machine"
                : "the tracer lost events, or the readings overlap it"), false);
    }
}
