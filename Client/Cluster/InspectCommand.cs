using System.CommandLine;
using Tickstorm.Client.Options;
using Tickstorm.Client.Output;
using Tickstorm.Client.Shell;
using Tickstorm.Contracts.Processes;
using Tickstorm.Contracts.Runs;
using Tickstorm.Scenarios.Yaml;

namespace Tickstorm.Client.Cluster;

/// <summary>cluster inspect: a grain's state at the last commit, as a table.</summary>
internal static class InspectCommand
{
    /// <summary>The command.</summary>
    public static Command Create(ClientContext context)
    {
        Command command = new("inspect", "Show the registers or state of a part of a run at its last commit");
        Argument<string> kind = new("kind") { Description = "cpu, lapic, ioapic, line, lock, host or legacy" };
        Argument<int?> number = new("number")
        {
            Description = "The CPU's number (default: 0, for what there is one of)", Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string?> run = new("--run") { Description = "The run (default: the last one started from here)", HelpName = "name" };
        OneOf.Add(kind, "cpu", "lapic", "ioapic", "line", "lock", "host", "legacy");
        command.Add(kind);
        command.Add(number);
        command.Add(run);
        command.SetAction(async (parsed, cancel) =>
        {
            string chosen = ClusterHome.Run(parsed.GetValue(run));
            await using ClusterLink link = await ClusterLink.Open(cancel);
            return await Show(context, link, chosen, parsed.GetValue(kind)!, parsed.GetValue(number) ?? 0);
        });
        return command;
    }

    private static async Task<int> Show(ClientContext context, ClusterLink link, string run, string kind, int number)
    {
        IMachineGrain machine = link.Client.GetGrain<IMachineGrain>(run);
        RunProgress progress = await RepeatedCall.UntilAnswered(machine.Status);
        if (progress.Status == RunStatus.Unknown) throw new BadInputException($"There is no run {run}.");
        RunShape shape = await RepeatedCall.UntilAnswered(machine.Shape);
        int process = shape.ProcessOf(kind, number) ?? throw new BadInputException($"{run} has no {kind} {number}.");
        (IReadOnlyList<(string Name, string Value)> rows, long nowNs) = progress.FinalBlocks > 0
            ? (await FinalState.Describe(machine, progress, shape, kind, process), progress.CommittedNs)
            : Rows(await RepeatedCall.UntilAnswered(() => machine.Inspect(process, kind == "lapic")), run);
        FittedTable table = new([new($"{kind} {number}", IsText: true), new($"at {Durations.Format(nowNs)}", IsText: true)]);
        foreach ((string name, string value) in rows) table.AddRow([name, value]);
        table.Write(context);
        return ExitCodes.Done;
    }

    private static (IReadOnlyList<(string, string)> Rows, long NowNs) Rows(Inspection inspection, string run) => inspection.Present
        ? ([.. inspection.Names.Zip(inspection.Values)], inspection.NowNs)
        : throw new BadInputException($"{run} is between two epochs; try again.");
}
