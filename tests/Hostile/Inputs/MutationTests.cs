using System.Text.Json;
using System.Text.Json.Nodes;
using Tickstorm.Client.Cluster;
using Tickstorm.Client.Shell;

namespace Tickstorm.Hostile.Inputs;

/// <summary>
/// Mutated inputs of every format: refused by a sentence, or read; never in silence with other figures where totals are there.
/// </summary>
public sealed class MutationTests
{
    private const double Share = 0.33 / 12;

    [Theory]
    [InlineData("x.dat")]
    [InlineData("x.otlp")]
    [InlineData("x.otlp.json")]
    [InlineData("x.chrome.json")]
    [InlineData("x.ftrace")]
    public void Of_our_own_traces_none_changes_a_figure_in_silence(string name)
    {
        using TempFolder folder = new();
        byte[] sound = Sound.Trace(name);
        string file = folder.Path(name), figures = Figures(file, sound);
        Budget.Mutate(Share, sound, (changed, random) =>
        {
            File.WriteAllBytes(file, changed);
            Inside run = Inside.Run("analyze", file, "--json", "-").IsOrderly();
            if (run.ExitCode == 0) Assert.Equal(figures, run.Output);
            if (random.Next(8) == 0) Inside.Run("convert", file, "--to", "otlp", "--out", folder.Path("copy.otlp")).IsOrderly();
            if (random.Next(8) == 0) Inside.Run("analyze", file, "--report", folder.Path("page.html")).IsOrderly();
        });
    }

    [Fact]
    public void Of_a_folder_no_changed_file_changes_a_figure_in_silence()
    {
        using TempFolder folder = new();
        string trace = folder.Path("x.ctf");
        Sound.WriteFolder(trace);
        string figures = Inside.Run("analyze", trace, "--json", "-").Output;
        string[] files = Directory.GetFiles(trace);
        string file = "";
        byte[] sound = [];
        Budget.Mutate(Share, random => sound = File.ReadAllBytes(file = files[random.Next(files.Length)]), (changed, _) =>
        {
            File.WriteAllBytes(file, changed);
            try
            {
                Inside run = Inside.Run("analyze", trace, "--json", "-").IsOrderly();
                if (run.ExitCode == 0) Assert.Equal(figures, run.Output);
            }
            finally
            {
                File.WriteAllBytes(file, sound);
            }
        });
    }

    [Fact]
    public void Of_what_trace_cmd_prints_no_total_changes_in_silence()
    {
        using TempFolder folder = new();
        byte[] sound = Sound.Report();
        string file = folder.Path("report.txt"), totals = Totals(Figures(file, sound));
        Budget.Mutate(Share, sound, (changed, _) =>
        {
            File.WriteAllBytes(file, changed);
            Inside run = Inside.Run("analyze", file, "--json", "-").IsOrderly();
            // What nobody takes for a run of ours any more is a kernel's.
            if (run.ExitCode == 0 && run.Output.Contains("\"runTotals\"", StringComparison.Ordinal))
                Assert.Equal(totals, Totals(run.Output));
        });
    }

    [Theory]
    [InlineData("ftrace")]
    [InlineData("gzip")]
    [InlineData("perf-script")]
    public void Captures_are_read_or_refused(string kind)
    {
        using TempFolder folder = new();
        byte[] sound = kind switch { "ftrace" => Sound.Capture(), "gzip" => Sound.Packed(Sound.Capture()), _ => Sound.PerfScript() };
        string file = folder.Path("capture.txt");
        Budget.Mutate(Share, sound, (changed, random) =>
        {
            File.WriteAllBytes(file, changed);
            string[] unsorted = random.Next(2) == 0 ? [] : ["--allow-unsorted"];
            Inside.Run(["analyze", file, "--json", "-", .. unsorted]).IsOrderly();
            if (random.Next(4) == 0) Inside.Run(["calibrate", file, "--out", "-", .. unsorted]).IsOrderly();
        });
    }

    [Fact]
    public void Scenarios_are_read_or_refused()
    {
        using TempFolder folder = new();
        string file = folder.Path("mutated.yaml");
        Budget.Mutate(Share, Sound.Scenario, (changed, _) =>
        {
            File.WriteAllBytes(file, changed);
            Inside valid = Inside.Run("scenarios", "validate", file).IsOrderly();
            Inside shown = Inside.Run("scenarios", "show", file).IsOrderly();
            Assert.Equal(valid.ExitCode, shown.ExitCode);
        });
    }

    [Fact]
    public void Vectors_are_replayed_or_refused()
    {
        using TempFolder folder = new();
        string file = folder.Path("mutated.jsonl");
        Budget.Mutate(Share, Sound.Vectors, (changed, _) =>
        {
            File.WriteAllBytes(file, changed);
            Inside.Run("replay", file, "--json", "-").IsOrderly();
        });
    }

    [Fact]
    public void The_description_of_a_local_cluster_is_read_or_refused()
    {
        using TempFolder folder = new();
        byte[] sound = JsonSerializer.SerializeToUtf8Bytes(new LocalCluster(
            "dev-12345678",
                [new LocalSilo(1, 2, 3, 4, "log") { Birth = new ProcessBirth("boot", 5) }, new LocalSilo(6, 7, 8, 9, "other")]));
        string? before = Environment.GetEnvironmentVariable("TICKSTORM_HOME");
        Environment.SetEnvironmentVariable("TICKSTORM_HOME", folder.Path(""));
        try
        {
            Budget.Mutate(Share, sound, (changed, _) =>
            {
                File.WriteAllBytes(folder.Path("cluster.json"), changed);
                try
                {
                    ClusterHome.Load();
                }
                catch (BadInputException fault)
                {
                    Assert.Matches("cluster.json is damaged: .+", fault.Message);
                }
            });
        }
        finally
        {
            Environment.SetEnvironmentVariable("TICKSTORM_HOME", before);
        }
    }

    private static string Figures(string file, byte[] sound)
    {
        File.WriteAllBytes(file, sound);
        Inside run = Inside.Run("analyze", file, "--json", "-").IsOrderly();
        Assert.Equal(0, run.ExitCode);
        return run.Output;
    }

    private static string Totals(string json) => JsonNode.Parse(json)!["totals"]!.ToJsonString();
}
