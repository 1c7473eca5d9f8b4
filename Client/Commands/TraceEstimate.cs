using Tickstorm.Client.Running;
using Tickstorm.Contracts.Runs;
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
            yield return $"{path}: about {ByteText.Of(bytes)} when the run is at its end{spool}{Free(path, bytes)};"
                + " --duration and the scenario's trace.oneIn make it smaller";
        }
    }

    // Interrupts in the file: what is expected and not left out by the budget. Of anomalies alone nobody knows the number.
    private static double Interrupts(Scenario scenario)
    {
        double all = ExpectedLoad.Ticks(scenario) + ExpectedLoad.Ipis(scenario);
        TraceBudget budget = scenario.Trace;
        all = budget.OneIn == 0 ? 0 : all / budget.OneIn;
        if (budget.PerCpu > 0) all = Math.Min(all, (double)budget.PerCpu * scenario.Machine.Cpus);
        return budget.PerSecond > 0 ? Math.Min(all, Math.Max(1, scenario.Run.DurationNs / 1e9) * budget.PerSecond) : all;
    }

    private static string Free(string path, double bytes)
    {
        try
        {
            long free = new DriveInfo(Path.GetDirectoryName(Path.GetFullPath(path))!).AvailableFreeSpace;
            return free < bytes ? $", of which {ByteText.Of(free)} are free" : "";
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return "";
        }
    }
}
