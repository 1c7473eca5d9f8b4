using System.Diagnostics;

namespace Tickstorm.Hostile.Outputs;

/// <summary>Signals at random moments of a run that writes traces of all formats.</summary>
public sealed class SignalTests
{
    private const double Share = 0.25;
    private static readonly string[] s_signals = [.. Signals.Heard("INT", "TERM", "HUP", "KILL")];
    private static readonly string[] s_designs = ["native-lapic", "irq0-edge", "irq0-percpu-reserved"];

    [Fact]
    public void What_a_signal_leaves_is_readable_and_never_taken_for_more_than_it_is() => Budget.Spend(Share, random =>
    {
        foreach (string signal in s_signals) Interrupt(signal, random);
    });

    private static void Interrupt(string signal, Random random)
    {
        using TempFolder folder = new();
        string[] traces = [.. TraceNames.Each.SelectMany(name => (string[])["--trace", folder.Path(name)])];
        string json = folder.Path("x.json");
        bool isThere = random.Next(3) == 0;
        if (isThere) Assert.Equal(0, Inside.Run(["run", "irq0-2007", "--cpus", "2", .. traces]).IsOrderly().ExitCode);
        using Process process = Client.Start(
            Client.Command, ["run", "irq0-2007", "--design", s_designs[random.Next(s_designs.Length)], "--cpus", $"{1 << random.Next(7)}",
                "--duration", "40000s", "--window", "1ms", "--json", json, .. traces]);
        Thread.Sleep(random.Next(1_500));
        Signals.Send(signal, process.Id);
        Client run = Client.End(process);

        // Before the client listens, a signal ends it as it ends any process.
        int atOnce = signal switch { "INT" => 130, "TERM" => 143, "HUP" => 129, _ => 137 };
        run.IsOrderly(signal == "KILL" ? [137] : [130, atOnce]);
        bool inOrder = run.ExitCode == 130 && signal != "KILL" && File.Exists(json);
        foreach (string name in TraceNames.Each) CheckRemains(folder.Path(name), $"{signal}, {name}", inOrder, isThere);
        if (inOrder) Assert.Contains("\"complete\": false", File.ReadAllText(json), StringComparison.Ordinal);
    }

    private static void CheckRemains(string trace, string what, bool inOrder, bool isThere)
    {
        // Ended before it had begun: nothing is there to be taken for anything.
        if (!Path.Exists(trace) && !File.Exists(trace + ".spool")) return;
        Inside analysis = Inside.Run("analyze", trace).IsOrderly();
        if (analysis.ExitCode == 0) Assert.True(inOrder || isThere, $"{what}: a run that was not ended in order is taken for whole");
        if (analysis.ExitCode == 1)
            Assert.True(analysis.Output.Contains("cut: no totals", StringComparison.Ordinal), $"{what}: {analysis.Error}");
        if (analysis.ExitCode == 2) Assert.Matches("the file is empty|nothing says which run|no resource has the attribute tickstorm.run", analysis.Error);
        Assert.True(
            (analysis.ExitCode == 0) == analysis.Output.Contains("none lost", StringComparison.Ordinal),
            $"{what}: exit code {analysis.ExitCode}, {analysis.Output.Split('\n')[0]}");
    }
}
