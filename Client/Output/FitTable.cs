using Tickstorm.Client.Shell;
using Tickstorm.Traces.Calibration;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Client.Output;

/// <summary>A capture beside the run of the design in use, on the console.</summary>
internal static class FitTable
{
    private const int MostRows = 32;

    /// <summary>Writes the table, and the error in a sentence.</summary>
    public static void Write(ClientContext context, CaptureFit fit)
    {
        Prose.Write(context, $"Measured / simulated, with {fit.DesignInUse}, by which the captured kernel's ticks came:");
        FittedTable table = new(
        [
            new("CPU", IsText: true), new("ticks", 1), new("gap p50", 2), new("gap p99", 3), new("handler p50", 5), new("late p99", 4),
            new("IPIs", 6),
        ]);
        foreach (CpuFit cpu in fit.Cpus.Take(MostRows))
        {
            table.AddRow([
                $"{cpu.Measured.Name}{(cpu.Busy ? " busy" : "")}",
                Counts(cpu.Measured.Ticks, cpu.Simulated.Ticks), Pair(cpu.Measured.TickGapNs.P50, cpu.Simulated.TickGapNs.P50),
                Pair(cpu.Measured.TickGapNs.P99, cpu.Simulated.TickGapNs.P99),
                Pair(cpu.MeasuredHandlerNs.P50, cpu.SimulatedHandlerNs.P50),
                Pair(cpu.Measured.LatencyNs.P99, cpu.Simulated.LatencyNs.P99), Counts(cpu.MeasuredIpis, cpu.SimulatedIpis),
            ]);
        }

        table.Write(context);
        if (fit.Cpus.Count > MostRows) Prose.Write(context, $"The first {MostRows} of {fit.Cpus.Count} CPUs; the JSON has them all.");
        Prose.Write(context, $"Error: ticks {Numbers.Percent(fit.TicksError)}, median gap {Numbers.Percent(fit.GapError)}.");
        Prose.Write(context, "");
    }

    private static string Counts(long measured, long simulated) => $"{Numbers.Text(measured)} / {Numbers.Text(simulated)}";

    private static string Pair(long? measured, long? simulated) => $"{Readable.Time(measured)} / {Readable.Time(simulated)}";
}
