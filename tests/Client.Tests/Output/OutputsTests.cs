using System.Text.Json;
using System.Text.Json.Nodes;
using Tickstorm.Simulation;

namespace Tickstorm.Tests.Output;

/// <summary>Outputs at the command line: tried before the run, named by their option, harmless.</summary>
public sealed class OutputsTests : IDisposable
{
    private static readonly string[] s_short = ["--designs", "native-lapic", "--cpus", "2"];
    private readonly TempFile _folder = new("");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("compare", "--json")]
    [InlineData("compare", "--report")]
    [InlineData("compare", "--metrics")]
    [InlineData("sweep", "--csv")]
    [InlineData("run", "--trace")]
    [InlineData("bench", "--json")]
    public void An_output_that_cannot_be_had_is_said_by_its_option_before_anything_is_run(string command, string option)
    {
        bool ran = false;
        string target = Path("none/x.dat");
        string[] arguments = command switch
        {
            "sweep" => ["sweep", "irq0-2007", "--over", "cpus=2"],
            "run" => ["run", "irq0-2007"],
            "bench" => ["bench", "tick"],
            _ => ["compare"],
        };

        ClientRun run = ClientRun.Of((scenario, design, _, _, _, _) =>
        {
            ran = true;
            return Results.Of(scenario, design);
        }, default, [.. arguments, option, target]);

        Assert.Equal(2, run.ExitCode);
        Assert.Matches($"^{option} .*none/x.dat: there is no folder .*none; an existing folder was expected\n$", run.Error);
        Assert.False(ran);
    }

    [Theory]
    [InlineData("--json")]
    [InlineData("--report")]
    [InlineData("--metrics")]
    [InlineData("--trace")]
    public void An_empty_name_is_bad_usage(string option)
    {
        ClientRun run = ClientRun.Of("run", "irq0-2007", option, "");
        Assert.Equal(2, run.ExitCode);
        Assert.Matches($"^{option}: the name (is empty|says no trace format); .* was expected\n$", run.Error);
    }

    [Theory]
    [InlineData("compare", "m.yaml", "--json")]
    [InlineData("compare", "m.yaml", "--report")]
    [InlineData("compare", "m.yaml", "--metrics")]
    [InlineData("run", "m.yaml", "--json")]
    [InlineData("sweep", "m.yaml", "--csv")]
    [InlineData("calibrate", "capture.txt", "--out")]
    [InlineData("compare", "capture.txt", "--json")]
    [InlineData("analyze", "d.dat", "--report")]
    [InlineData("analyze", "d.dat", "--json")]
    [InlineData("convert", "d.dat", "--out")]
    [InlineData("replay", "v.jsonl", "--json")]
    public void An_input_is_never_written(string command, string input, string option)
    {
        string path = Path(input);
        if (input == "m.yaml") File.Copy(System.IO.Path.Combine(Repository.Root, "scenarios/irq0-2007.yaml"), path);
        else if (input == "d.dat") Assert.Equal(0, ClientRun.Real("run", "irq0-2007", "--cpus", "2", "--trace", path).ExitCode);
        else File.WriteAllText(path, "<idle>-0 [000] d.h1. 1.000000: local_timer_entry: vector=236\n");
        byte[] before = File.ReadAllBytes(path);
        string[] named = command == "compare" && input == "capture.txt" ? ["--capture", path] : [path];
        string[] more = command switch { "sweep" => ["--over", "cpus=2"], "convert" => ["--to", "trace.dat"], _ => [] };

        ClientRun run = ClientRun.Of([command, .. named, .. more, option, System.IO.Path.Combine(Path("."), input)]);

        Assert.Equal(2, run.ExitCode);
        // A capture of one event is refused before its output is looked at; it is not written either way.
        if (command != "compare" || input != "capture.txt")
            Assert.Matches($"^{option} .*: this is .*{input}, which is read by the same command; another name was expected\n$", run.Error);
        Assert.Equal(before, File.ReadAllBytes(path));
    }

    [Theory]
    [InlineData("--json", "--report")]
    [InlineData("--report", "--metrics")]
    [InlineData("--metrics", "--json")]
    public void Two_options_do_not_write_one_file_or_share_standard_output(string first, string second)
    {
        ClientRun same = ClientRun.Of(["compare", .. s_short, first, Path("x"), second, Path("./x")]);
        ClientRun standard = ClientRun.Of(["compare", .. s_short, first, "-", second, "-"]);

        Assert.Equal((2, 2), (same.ExitCode, standard.ExitCode));
        Assert.Matches("^--[a-z]+ .*x: --[a-z]+ .*x writes there already; another name was expected\n$", same.Error);
        Assert.Matches("^--[a-z]+ -: --[a-z]+ goes to standard output already; the name of a file was expected\n$", standard.Error);
        Assert.Empty(standard.Output);
    }

    [Fact]
    public void One_trace_twice_is_refused()
    {
        ClientRun run = ClientRun.Of("run", "irq0-2007", "--trace", Path("a.otlp"), "--trace", Path("./a.otlp"));
        Assert.Equal(2, run.ExitCode);
        Assert.Matches("--trace .*a.otlp: --trace .*a.otlp writes there already", run.Error);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path("")));
    }

    [Theory]
    [InlineData("<!DOCTYPE html>", "compare", "--report", "-")]
    [InlineData("# TYPE", "compare", "--metrics", "-")]
    [InlineData("{", "compare", "--json", "-")]
    [InlineData("cpus,design", "sweep", "irq0-2007", "--over", "cpus=2", "--csv", "-")]
    public void A_dash_is_standard_output_which_then_holds_nothing_else(string begin, params string[] arguments)
    {
        ClientRun run = ClientRun.Of([.. arguments, "--designs", "native-lapic"]);
        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith(begin, run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\nC1 to C9: +", run.Output, StringComparison.Ordinal);
        Assert.False(File.Exists("-"));
    }

    [Theory]
    [InlineData("otlp")]
    [InlineData("otlp-json")]
    [InlineData("trace.dat")]
    [InlineData("chrome")]
    [InlineData("ftrace")]
    public void A_conversion_to_standard_output_has_the_bytes_of_one_to_a_file(string format)
    {
        ClientRun.Real("run", "irq0-2007", "--cpus", "2", "--trace", Path("d.dat"));
        Assert.Equal(0, ClientRun.Of("convert", Path("d.dat"), "--to", format, "--out", Path("file")).ExitCode);
        ClientProcess piped = ClientProcess.Run([], "convert", Path("d.dat"), "--to", format, "--out", "-");
        Assert.Equal(File.ReadAllText(Path("file")), piped.Output);
    }

    [Fact]
    public void A_folder_does_not_go_to_standard_output()
    {
        ClientRun.Real("run", "irq0-2007", "--cpus", "2", "--trace", Path("d.dat"));
        ClientRun run = ClientRun.Of("convert", Path("d.dat"), "--to", "ctf", "--out", "-");
        Assert.Equal(2, run.ExitCode);
        Assert.Matches("^--out -: a folder does not go to standard output; the name of a folder was expected\n$", run.Error);
    }

    [Theory]
    [InlineData("--trace", "ct.dat")]
    [InlineData("--cpus", "4")]
    [InlineData("--seeds", "3")]
    [InlineData("--report", "x.html")]
    public void Check_timer_refuses_options_that_it_would_ignore(string option, string value)
    {
        ClientRun run = ClientRun.Of("run", "check-timer", option, value);
        Assert.Equal(2, run.ExitCode);
        Assert.Matches($"^{option}: check-timer has boards, not designs; of the options of run it takes --json alone\n$", run.Error);
        Assert.False(File.Exists(value));
    }

    [Fact]
    public void An_input_that_cannot_be_read_leaves_the_result_that_stood_there()
    {
        File.WriteAllText(Path("old.json"), "old");
        foreach (string[] arguments in (string[][])[["analyze", Path("none.dat")], ["replay", Path("none.jsonl")]])
            Assert.Equal(2, ClientRun.Of([.. arguments, "--json", Path("old.json")]).ExitCode);
        Assert.Equal("old", File.ReadAllText(Path("old.json")));
        Assert.Single(Directory.EnumerateFileSystemEntries(Path("")));
    }

    [Fact]
    public void The_second_of_two_runs_on_one_result_ends_with_2_and_the_first_is_intact()
    {
        ClientRun? second = null;
        ClientRun first = ClientRun.Of((scenario, design, _, _, _, _) =>
        {
            second ??= ClientRun.Of(["compare", .. s_short, "--json", Path("x.json")]);
            return Results.Of(scenario, design);
        }, default, ["compare", .. s_short, "--json", Path("x.json")]);

        Assert.Equal((0, 2), (first.ExitCode, second!.ExitCode));
        Assert.Matches("^--json .*x.json: another process has it open; wait for that, or give another name\n$", second.Error);
        JsonDocument.Parse(File.ReadAllText(Path("x.json"))).Dispose();
    }

    [Theory]
    [InlineData("t.dat")]
    [InlineData("t.otlp")]
    [InlineData("t.otlp.json")]
    [InlineData("t.ctf")]
    [InlineData("t.trace.json")]
    [InlineData("t.pftrace")]
    [InlineData("t.ftrace")]
    public void The_second_of_two_runs_on_one_trace_ends_with_2_and_the_first_is_intact(string name)
    {
        ClientProcess? second = null;
        string[] command = ["run", "irq0-2007", "--design", "irq0-edge", "--cpus", "4", "--trace", Path(name)];
        ClientRun first = ClientRun.Of((scenario, design, options, trace, progress, cancel) =>
        {
            second ??= ClientProcess.Run([], [.. command, "--seed", "7"]);
            return Simulator.Run(scenario, design, options, trace, progress, cancel);
        }, default, command);

        Assert.Equal((0, 2), (first.ExitCode, second!.ExitCode));
        Assert.Matches(
            $"^--trace .*{name}: another process has it open; wait for that, or give another name\n$", second.Error);
        ClientRun whole = ClientRun.Of("analyze", Path(name), "--json", "-");
        Assert.Equal(0, whole.ExitCode);
        ClientRun.Real([.. command[..^1], Path("alone.dat")]);
        JsonNode there = JsonNode.Parse(whole.Output)!, alone = JsonNode.Parse(ClientRun.Of("analyze", Path("alone.dat"), "--json", "-").Output)!;
        Assert.Equal(alone["totals"]!.ToJsonString(), there["totals"]!.ToJsonString());
    }

    [Fact]
    public void A_large_trace_is_announced_before_the_run()
    {
        ClientRun large = ClientRun.Of(
            "run", "irq0-2007", "--design", "native-lapic", "--cpus", "1000", "--duration", "1000s", "--trace", Path("l.dat"));
        ClientRun small = ClientRun.Of("run", "irq0-2007", "--design", "native-lapic", "--trace", Path("s.dat"));
        Assert.Matches(
            "\n--trace .*l.dat: about [0-9.]+ GB when the run is at its end, and as much again beside it until then", large.Error);
        Assert.Empty(small.Error);
    }

    [SmallDiskFact]
    public void A_full_disk_costs_the_output_on_it_and_nothing_else()
    {
        using SmallDisk disk = new(100);
        File.WriteAllText(disk.Path("keep.html"), "old");
        File.WriteAllBytes(disk.Path("filler"), new byte[80_000]);

        ClientRun run = ClientRun.Real(
            "run", "irq0-2007", "--cpus", "32", "--design", "irq0-edge", "--report", disk.Path("keep.html"), "--json", Path("x.json"),
            "--trace", disk.Path("t.ftrace"));

        Assert.Equal(2, run.ExitCode);
        Assert.Matches("--report .*keep.html: no space left on device\n", run.Error);
        Assert.Matches(
            "trace incomplete: --trace .*t.ftrace: no space left on device at .* of virtual time; what there is of it: .*t.ftrace\n",
                run.Error);
        Assert.Equal("old", File.ReadAllText(disk.Path("keep.html")));
        Assert.Contains("irq0-edge", run.Output, StringComparison.Ordinal);
        JsonDocument.Parse(File.ReadAllText(Path("x.json"))).Dispose();
    }

    private string Path(string name) => System.IO.Path.Combine(_folder.Path, name);
}
