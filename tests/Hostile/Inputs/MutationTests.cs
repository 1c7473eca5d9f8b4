using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Tickstorm.Client.Cluster;
using Tickstorm.Client.Library;
using Tickstorm.Client.Shell;
using Tickstorm.Traces.Inputs;

namespace Tickstorm.Hostile.Inputs;

/// <summary>
/// Mutated inputs of every format: refused by a sentence, or read; never in silence with other figures where totals are there.
/// </summary>
public sealed class MutationTests
{
    private const double Share = 0.4 / 25;

    [Theory]
    [InlineData("x.dat")]
    [InlineData("x.otlp")]
    [InlineData("x.otlp.json")]
    [InlineData("x.chrome.json")]
    [InlineData("x.pftrace")]
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
            if (run.ExitCode == 0) Assert.Equal(figures, WithoutSkipped(run.Output));
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
    [InlineData("zstd")]
    [InlineData("bzip2")]
    [InlineData("latency format")]
    [InlineData("perf-script")]
    [InlineData("trace.dat 6")]
    [InlineData("trace.dat 7")]
    [InlineData("perf.data")]
    [InlineData("perf.data -z")]
    [InlineData("spool")]
    public void Captures_are_read_or_refused(string kind)
    {
        using TempFolder folder = new();
        byte[] sound = kind switch
        {
            "gzip" => Sound.Packed(Sound.Capture()),
            "zstd" => Sound.Zstd(Sound.Capture()),
            "bzip2" => Sound.Bzip2(Sound.Capture()),
            "latency format" => Sound.Recording("21-latency-format.txt.gz"),
            "perf-script" => Sound.PerfScript(),
            "trace.dat 6" => Sound.Recording("61_tc_v6.dat.gz"),
            "trace.dat 7" => Sound.Recording("61_tc_function.dat"),
            "perf.data" => Sound.Recording("61_perf_g.data.gz"),
            "perf.data -z" => Sound.PackedPerfData(),
            "spool" => Sound.Spool(),
            _ => Sound.Capture(),
        };
        string file = folder.Path("capture.txt");
        File.WriteAllBytes(file, sound);
        // Nothing is learned from changes to what is not read in the first place.
        Assert.Contains(Inside.Run("analyze", file).IsOrderly().ExitCode, (int[])[0, 1]);
        Budget.Mutate(Share, sound, (changed, random) =>
        {
            File.WriteAllBytes(file, changed);
            string[] unsorted = random.Next(2) == 0 ? [] : ["--allow-unsorted"];
            Inside.Run(["analyze", file, "--json", "-", .. unsorted]).IsOrderly();
            if (random.Next(4) == 0) Inside.Run(["calibrate", file, "--out", "-", .. unsorted]).IsOrderly();
        });
    }

    [Fact]
    public void What_perf_packs_has_the_figures_of_what_it_does_not()
    {
        using TempFolder folder = new();
        string plain = Figures(folder.Path("plain.data"), Sound.Recording("61_perf_g.data.gz"));
        Assert.Equal(plain, Figures(folder.Path("packed.data"), Sound.PackedPerfData()));
    }

    [Fact]
    public void Counts_of_proc_interrupts_are_read_or_refused()
    {
        using TempFolder folder = new();
        string capture = folder.Path("capture.txt"), before = folder.Path("before"), after = folder.Path("after");
        byte[] sound = Sound.Recording("61_tc_v6.interrupts_begin.txt");
        File.WriteAllBytes(capture, Sound.Capture());
        File.WriteAllBytes(after, Sound.Recording("61_tc_v6.interrupts_end.txt"));
        Budget.Mutate(Share, sound, (changed, _) =>
        {
            File.WriteAllBytes(before, changed);
            Inside.Run("analyze", capture, "--interrupts", before, after, "--json", "-").IsOrderly();
        });
    }

    [Fact]
    public void Results_are_read_or_refused()
    {
        using TempFolder folder = new();
        string file = folder.Path("result.json");
        Budget.Mutate(Share, Sound.Result(), (changed, _) =>
        {
            File.WriteAllBytes(file, changed);
            try
            {
                ResultFile.Load(new InputFile(file));
            }
            catch (Exception fault) when (fault is BadInputException or InputException)
            {
                Assert.Matches("result.json.*: .+", fault.Message);
            }
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

    // A line of the head that was passed over is named, and is no figure.
    private static string WithoutSkipped(string json) =>
        Regex.Replace(json, "\n *\"skippedLines\": \\d+,\n *\"firstSkipped\": \\[.*?\n *\\],", "", RegexOptions.Singleline);

    private static string Figures(string file, byte[] sound)
    {
        File.WriteAllBytes(file, sound);
        Inside run = Inside.Run("analyze", file, "--json", "-").IsOrderly();
        Assert.Equal(0, run.ExitCode);
        return run.Output;
    }

    private static string Totals(string json) => JsonNode.Parse(json)!["totals"]!.ToJsonString();
}
