using Tickstorm.Client.Shell;
using Tickstorm.Traces.Calibration;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Client.Output;

/// <summary>A capture beside the run of the design in use, on the console.</summary>
internal static class FitTable
{
    private const int MostRows = 32, MostPairs = 8;

    /// <summary>Writes the table, and the error in a sentence.</summary>
    public static void Write(ClientContext context, CaptureFit fit)
    {
        Prose.Write(context, $"Measured / simulated, the machine as captured, with {fit.DesignInUse}, by which its ticks came:");
        FittedTable table = new(
        [
            new("CPU", IsText: true), new("ticks", 1), new("gap p50", 2), new("gap p99", 3), new("handler p50", 5), new("late p99", 4),
            new("IPIs", 6), new("timer interrupts", 7),
        ]);
        foreach (CpuFit cpu in fit.Cpus.Take(MostRows))
        {
            table.AddRow([
                $"{cpu.Measured.Name}{(cpu.Busy ? " busy" : "")}",
                Counts(cpu.Measured.Ticks, cpu.Simulated.Ticks), Pair(cpu.Measured.TickGapNs.P50, cpu.Simulated.TickGapNs.P50),
                Pair(cpu.Measured.TickGapNs.P99, cpu.Simulated.TickGapNs.P99),
                Pair(cpu.MeasuredHandlerNs.P50, cpu.SimulatedHandlerNs.P50),
                Pair(cpu.Measured.LatencyNs.P99, cpu.Simulated.LatencyNs.P99), Counts(cpu.MeasuredIpis, cpu.SimulatedIpis),
                Counts(cpu.MeasuredTimers, cpu.SimulatedTimers),
            ]);
        }

        table.Write(context);
        if (fit.Cpus.Count > MostRows) Prose.Write(context, $"The first {MostRows} of {fit.Cpus.Count} CPUs; the JSON has them all.");
        if (fit.Ipis.Count > 0)
        {
            IEnumerable<IpiFit> most = fit.Ipis.OrderByDescending(pair => pair.Measured).Take(MostPairs);
            string rest = fit.Ipis.Count > MostPairs ? $"; and {fit.Ipis.Count - MostPairs} pairs more" : "";
            Prose.Write(context, $"IPIs from CPU to CPU: {string.Join("; ", most.Select(Pair))}{rest}.");
        }

        if (fit.Softirqs.Count > 0)
        {
            IEnumerable<string> each = fit.Softirqs.Select(one =>
                $"{one.Name} {Counts(one.Measured.Count, one.Simulated.Count)} in {Pair(one.Measured.Ns, one.Simulated.Ns)}");
            Prose.Write(context, $"Softirqs: {string.Join("; ", each)}.");
        }

        string ipis = fit.IpisError is { } error ? $", IPIs {Numbers.Percent(error)}" : "";
        Prose.Write(context, $"Error: ticks {Numbers.Percent(fit.TicksError)}, median gap {Numbers.Percent(fit.GapError)}{ipis}.");
        Prose.Write(context, "");
    }

    private static string Counts(long measured, long simulated) => $"{Numbers.Text(measured)} / {Numbers.Text(simulated)}";

    private static string Pair(IpiFit pair) =>
        $"{(pair.From is { } from ? $"{from} to {pair.To}" : $"to {pair.To}")} {Counts(pair.Measured, pair.Simulated)}";

    private static string Pair(long? measured, long? simulated) => $"{Readable.Time(measured)} / {Readable.Time(simulated)}";
}
