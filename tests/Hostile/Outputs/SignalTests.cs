using System.Diagnostics;

namespace Tickstorm.Hostile.Outputs;

/// <summary>Signals at random moments of a run that writes a trace.</summary>
public sealed class SignalTests
{
    private const double Share = 0.5 / 6;
    private static readonly string[] s_signals = [.. Signals.Heard("INT", "TERM", "HUP", "KILL")];
    private static readonly string[] s_designs = ["native-lapic", "irq0-edge", "irq0-percpu-reserved"];

    public static TheoryData<string> Names => TraceNames.All;

    [Theory]
    [MemberData(nameof(Names))]
    public void What_a_signal_leaves_is_readable_and_never_taken_for_more_than_it_is(string name) => Budget.Spend(Share, random =>
    {
        foreach (string signal in s_signals) Interrupt(name, signal, random);
    });

    private static void Interrupt(string name, string signal, Random random)
    {
        using TempFolder folder = new();
        string trace = folder.Path(name), json = folder.Path("x.json");
        bool isThere = random.Next(3) == 0;
        if (isThere) Client.Run(Client.Command, "run", "irq0-2007", "--cpus", "2", "--trace", trace).IsOrderly(0);
        using Process process = Client.Start(
            Client.Command, "run", "irq0-2007", "--design", s_designs[random.Next(s_designs.Length)], "--cpus", $"{1 << random.Next(7)}",
            "--duration", "40000s", "--window", "1ms", "--trace", trace, "--json", json);
        Thread.Sleep(random.Next(1_200));
        Signals.Send(signal, process.Id);
        Client run = Client.End(process);

        // Before the client listens, a signal ends it as it ends any process.
        int atOnce = signal switch { "INT" => 130, "TERM" => 143, "HUP" => 129, _ => 137 };
        run.IsOrderly(signal == "KILL" ? [137] : [130, atOnce]);
        bool inOrder = run.ExitCode == 130 && signal != "KILL" && File.Exists(json);
        Client analysis = Client.Run(Client.Command, "analyze", trace).IsOrderly(0, 1, 2);
        if (analysis.ExitCode == 0)
            Assert.True(inOrder || isThere, $"{signal}: a run that was not ended in order is taken for whole");
        if (analysis.ExitCode == 1) Assert.Contains("cut: no totals", analysis.Output, StringComparison.Ordinal);
        if (analysis.ExitCode == 2) Assert.Matches("the file is empty|Could not find|nothing says which run", analysis.Error);
        Assert.Equal(analysis.ExitCode == 0, analysis.Output.Contains("none lost", StringComparison.Ordinal));
        if (inOrder) Assert.Contains("\"complete\": false", File.ReadAllText(json), StringComparison.Ordinal);
    }
}
