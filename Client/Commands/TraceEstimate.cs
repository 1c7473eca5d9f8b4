using System.Globalization;
using Tickstorm.Scenarios;
using Tickstorm.Traces.Files;

namespace Tickstorm.Client.Commands;

/// <summary>How large the traces of a run will become, said before it starts when that is much.</summary>
internal static class TraceEstimate
{
    private const double Large = 1e9;

    /// <summary>From the 8 records of a local tick and the 14 of one that goes through a line.</summary>
    private const int RecordsPerInterrupt = 10;

    /// <summary>A sentence for each trace that will be large.</summary>
    public static IEnumerable<string> Sentences(IEnumerable<string> paths, Scenario scenario)
    {
        double records = RecordsPerInterrupt * Interrupts(scenario);
        foreach (string path in paths)
        {
            double bytes = records * (TraceFormats.OfEnding(path)?.BytesPerRecord ?? 0);
            if (bytes < Large) continue;
            string spool = TraceFormats.OfEnding(path)!.Name == "trace.dat" ? ", and as much again beside it until then" : "";
            yield return $"{path}: about {Size(bytes)} when the run is at its end{spool}{Free(path, bytes)};"
                + " --duration and the scenario's trace.oneIn make it smaller";
        }
    }

    // Interrupts in the file: what is expected and not left out by the budget. Of anomalies alone nobody knows the number.
    private static double Interrupts(Scenario scenario)
    {
        double seconds = scenario.Run.DurationNs / 1e9;
        int busy = scenario.Workload.BusyList?.Count ?? (scenario.Workload.Busy >= 0 ? scenario.Workload.Busy : scenario.Machine.Cpus);
        int ticking = scenario.Tick.NoHz ? Math.Min(busy, scenario.Machine.Cpus) : scenario.Machine.Cpus;
        double ipis = (double)scenario.Machine.Cpus * (scenario.Workload.ReschedulePerSecond + scenario.Workload.CallFunctionPerSecond);
        double all = seconds * ((double)ticking * scenario.Tick.Hz + ipis);
        TraceBudget budget = scenario.Trace;
        all = budget.OneIn == 0 ? 0 : all / budget.OneIn;
        if (budget.PerCpu > 0) all = Math.Min(all, (double)budget.PerCpu * scenario.Machine.Cpus);
        return budget.PerSecond > 0 ? Math.Min(all, Math.Max(1, seconds) * budget.PerSecond) : all;
    }

    private static string Free(string path, double bytes)
    {
        try
        {
            long free = new DriveInfo(Path.GetDirectoryName(Path.GetFullPath(path))!).AvailableFreeSpace;
            return free < bytes ? $", of which {Size(free)} are free" : "";
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return "";
        }
    }

    private static string Size(double bytes) => string.Create(
        CultureInfo.InvariantCulture, $"{(bytes >= 1e12 ? bytes / 1e12 : bytes / 1e9):0.#} {(bytes >= 1e12 ? "TB" : "GB")}");
}
