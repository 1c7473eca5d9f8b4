using System.Text.Json.Nodes;
using Tickstorm.Simulation;

namespace Tickstorm.Tests.Commands;

/// <summary>scenarios kernels, --kernel, --what-if, and the notes of a machine that no kernel boots.</summary>
public class KernelsTests
{
    private static ClientRun Run(params string[] arguments) =>
        ClientRun.Of((scenario, design, options, trace, progress, cancel) =>
            Simulator.Run(scenario, design, options, trace, progress, cancel), default, arguments);

    [Fact]
    public void All_switches_are_listed_with_version_commit_and_source()
    {
        string text = ClientRun.Of("scenarios", "kernels").Output;
        Assert.Contains("maskCached: ", text, StringComparison.Ordinal);
        Assert.Contains("read: kernel/irq/chip.c mask_irq, unmask_irq, mask_ack_irq", text, StringComparison.Ordinal);
        Assert.Contains("4.13              yes  (bf22ff45bed6)", text, StringComparison.Ordinal);
        Assert.Contains("irq0-do-irq: __do_IRQ was removed in 2.6.38", text, StringComparison.Ordinal);
        Assert.Contains("[K]", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("5.15", "maskCached = yes, since 4.13  (bf22ff45bed6)")]
    [InlineData("4.12", "maskCached = no")]
    [InlineData("5.15", "stalledJiffies = none")]
    [InlineData("6.1", "stalledJiffies = 5, since 5.18")]
    [InlineData("2.6.24", "nrCpus = 255")]
    [InlineData("6.1", "vmi-percpu: not in Linux 6.1: vmiclock.c was in 2.6.22 to 2.6.36 (run all the same, as a what-if)")]
    public void One_version_has_its_values(string version, string line) =>
        Assert.Contains(line, ClientRun.Of("scenarios", "kernels", version).Output, StringComparison.Ordinal);

    [Fact]
    public void What_is_no_version_is_bad_input()
    {
        ClientRun run = ClientRun.Of("scenarios", "kernels", "2.4");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("a version of Linux from 2.6.21", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_design_that_the_version_lacks_is_not_run_unless_asked_what_if()
    {
        string[] command = ["compare", "irq0-2007", "--cpus", "4", "--kernel", "4.12", "--designs", "irq0-edge,irq0-do-irq"];
        ClientRun plain = Run(command), forced = Run([.. command, "--what-if"]);
        Assert.Contains(
            "irq0-do-irq was not run: not in Linux 4.12: __do_IRQ was removed in 2.6.38", plain.Output, StringComparison.Ordinal);
        Assert.Contains("irq0-do-irq *", forced.Output, StringComparison.Ordinal);
        Assert.Contains("* what if: irq0-do-irq: not in Linux 4.12", forced.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_marks_what_ifs_and_has_the_notes()
    {
        ClientRun run = Run("compare", "irq0-2007", "--designs", "vmi-own-vector,irq0-edge-eoi,vmi-percpu", "--json", "-");
        JsonNode json = JsonNode.Parse(run.Output)!;
        Assert.Contains("at most 255 CPUs", (string)Assert.Single(json["notes"]!.AsArray())!, StringComparison.Ordinal);
        JsonArray designs = json["designs"]!.AsArray();
        Assert.Equal([(true, true), (false, false), (true, false)], designs.Select(d => ((bool)d!["supported"]!, (bool)d["whatIf"]!)));
        Assert.Equal([false, false, true], designs.Select(d => d!["reason"] is null));
    }

    [Fact]
    public void The_question_of_today_has_no_note_and_asks_the_mails_approaches_all_the_same()
    {
        ClientRun run = Run("compare", "irq0-today", "--cpus", "8");
        Assert.DoesNotContain("boots at most", run.Output, StringComparison.Ordinal);
        string[] marked =
            ["vmi-own-vector (periodic) *", "vmi-global-clock-event (reconstructed) *", "vmi-percpu *", "irq0-percpu-reserved *"];
        foreach (string design in marked)
            Assert.Contains(design, run.Output, StringComparison.Ordinal);
        Assert.Equal("6.1", Tickstorm.Client.Library.ScenarioStore.Load("irq0-today").Kernel.ToString());
    }

    [Fact]
    public void A_sweep_over_versions_marks_its_rows()
    {
        ClientRun run = Run(
            "sweep", "irq0-2007", "--cpus", "2", "--over", "kernel=2.6.37,2.6.38", "--designs", "irq0-do-irq", "--csv", "-");
        string[] rows = run.Output.Split("\r\n");
        Assert.StartsWith("2.6.37,irq0-do-irq,true,false,", rows[1], StringComparison.Ordinal);
        Assert.StartsWith("2.6.38,irq0-do-irq,false,false,", rows[2], StringComparison.Ordinal);
    }
}
