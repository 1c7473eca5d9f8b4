using System.CommandLine;
using Tickstorm.Client.Shell;
using Tickstorm.Contracts.Runs;
using Tickstorm.Scenarios.Yaml;

namespace Tickstorm.Client.Cluster;

/// <summary>cluster pause, resume, cancel, rm, checkpoints: a run by its name, or the last one.</summary>
internal static class RunControl
{
    /// <summary>The commands.</summary>
    public static IEnumerable<Command> All(ClientContext context) =>
    [
        Of("pause", "Stop a run between two windows", (machine, _, cancel) => Taken(context, () => machine.Pause(cancel), "paused")),
        Of("resume", "Let a paused run go on", (machine, _, _) => Taken(context, machine.Resume, "resumed")),
        Of("cancel", "End a run after its last committed window", (machine, _, _) => Taken(context, machine.Cancel, "cancelling")),
        Of("rm", "Remove all that is stored of a run that has ended", (machine, _, _) => Taken(context, machine.Remove, "removed")),
        Of("checkpoints", "List a run's complete checkpoints", async (machine, run, _) =>
        {
            ChosenRun.Known(run, await RepeatedCall.UntilAnswered(machine.Status));
            return ShowCheckpoints(context, await RepeatedCall.UntilAnswered(machine.Checkpoints));
        }),
    ];

    private static Command Of(string name, string description, Func<IMachineGrain, string, CancellationToken, Task<int>> action)
    {
        Command command = new(name, description);
        ChosenRun run = new ChosenRun().AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            string chosen = run.Of(parsed);
            await using ClusterLink link = await ClusterLink.Open(cancel);
            return await action(link.Client.GetGrain<IMachineGrain>(chosen), chosen, cancel);
        });
        return command;
    }

    private static async Task<int> Taken(ClientContext context, Func<Task<RunAnswer>> wish, string done)
    {
        RunAnswer answer = await RepeatedCall.UntilTaken(wish);
        if (!answer.Done) throw new BadInputException(answer.Refusal!);
        context.Output.WriteLine(done);
        return ExitCodes.Done;
    }

    private static int ShowCheckpoints(ClientContext context, CheckpointInfo[] checkpoints)
    {
        if (checkpoints.Length == 0) context.Output.WriteLine("none yet");
        foreach (CheckpointInfo info in checkpoints)
        {
            string blocks = $"{info.Blocks} block{(info.Blocks == 1 ? "" : "s")}";
            context.Output.WriteLine($"{info.Id}: {Durations.Format(info.CommittedNs)}, {blocks}");
        }

        return ExitCodes.Done;
    }
}
