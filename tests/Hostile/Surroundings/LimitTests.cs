using System.Globalization;
using System.Text.Json;
using Tickstorm.Hostile.Outputs;

namespace Tickstorm.Hostile.Surroundings;

/// <summary>Limits of memory, descriptors and file size.</summary>
public sealed class LimitTests
{
    private const double Share = 0.05;

    [Fact]
    public void Little_memory_is_said_in_a_sentence() => Budget.Spend(Share, random =>
    {
        // Below about 40 MB the runtime itself does not come up.
        string limit = (random.Next(48, 256) << 20).ToString("x", CultureInfo.InvariantCulture);
        Client run = Client.Run(
            $"export DOTNET_GCHeapHardLimit=0x{limit}; {Client.Command}", "run", "irq0-2007", "--design", "native-lapic", "--cpus",
            $"{random.Next(1_000, 200_000)}").IsOrderly(0, 2);
        if (run.ExitCode == 2) Assert.Matches("^(out of memory|this run needs about [0-9.]+ [MG]B of memory).*--cpus", run.Error);
    });

    [Fact]
    public void Few_descriptors_suffice_for_any_number_of_CPUs() => Budget.Spend(Share, random =>
    {
        using TempFolder folder = new();
        Client.Run(
            $"ulimit -n {random.Next(100, 300)}; {Client.Command}", "run", "irq0-2007", "--cpus", $"{random.Next(1, 2_000)}", "--trace",
            folder.Path("x.ctf"), "--trace", folder.Path("x.dat"), "--report", folder.Path("x.html")).IsOrderly(0);
        Assert.Equal(0, Inside.Run("analyze", folder.Path("x.ctf")).IsOrderly().ExitCode);
    });

    [Fact]
    public void A_limit_on_the_size_of_files_ends_the_trace_and_not_the_run() => Budget.Spend(Share, random =>
    {
        using TempFolder folder = new();
        string name = TraceNames.Each[random.Next(TraceNames.Each.Length)];
        Client run = Client.Run(
            $"ulimit -f {random.Next(300, 3_000)}; {Client.Command}", "run", "irq0-2007", "--design",
            "native-lapic", "--cpus", "8", "--duration", "2s", "--trace", folder.Path(name), "--json", "-").IsOrderly(0, 2);
        JsonDocument.Parse(run.Output).Dispose();
        if (run.ExitCode == 2) Assert.Matches("^trace incomplete: --trace .*: file too large at ", run.Error);
        Assert.Equal(run.ExitCode == 0 ? 0 : 1, Inside.Run("analyze", folder.Path(name)).IsOrderly().ExitCode);
    });
}
