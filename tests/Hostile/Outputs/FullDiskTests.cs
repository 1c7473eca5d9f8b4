using System.Text.Json;

namespace Tickstorm.Hostile.Outputs;

/// <summary>Disks of random sizes that are too small.</summary>
public sealed class FullDiskTests
{
    private const double Share = 0.1 / 7;

    public static TheoryData<string> Names => TraceNames.All;

    [SmallDiskTheory]
    [MemberData(nameof(Names))]
    public void A_full_disk_costs_what_is_on_it_and_never_the_result_or_what_stood_there(string name) => Budget.Spend(Share, random =>
    {
        using SmallDisk disk = new(random.Next(64, 3_000));
        string trace = disk.Path(name), report = disk.Path("keep.html");
        File.WriteAllText(report, "old");
        Client run = Client.Run(
            Client.Command, "run", "irq0-2007", "--design", "native-lapic", "--cpus", "16", "--duration", "1s", "--seed",
            $"{random.Next()}", "--trace", trace, "--report", report, "--json", "-").IsOrderly(0, 2);

        if (run.ExitCode == 2 && run.Output.Length == 0)
        {
            // Not even the beginning of the trace could be written: refused before the run.
            Assert.Matches("^--trace .*: no space left on device", run.Error);
            return;
        }

        JsonDocument.Parse(run.Output).Dispose();
        bool reportFits = !run.Error.Contains("--report", StringComparison.Ordinal);
        Assert.Equal(reportFits, File.ReadAllText(report) != "old");
        bool isCut = run.Error.Contains("trace incomplete: --trace", StringComparison.Ordinal);
        Assert.Equal(run.ExitCode == 2, isCut || !reportFits);
        Inside analysis = Inside.Run("analyze", trace).IsOrderly();
        Assert.True(isCut ? analysis.ExitCode is 1 or 2 : analysis.ExitCode == 0, $"exit code {analysis.ExitCode}: {analysis.Error}");
        Assert.Equal(!isCut, analysis.Output.Contains("none lost", StringComparison.Ordinal));
        if (analysis.ExitCode == 2) Assert.Matches("the file is empty|nothing says which run", analysis.Error);
    });
}
