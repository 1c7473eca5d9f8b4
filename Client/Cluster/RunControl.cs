using System.CommandLine;
using Tickstorm.Client.Output;
using Tickstorm.Client.Shell;
using Tickstorm.Contracts.Runs;
using Tickstorm.Scenarios.Yaml;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Client.Cluster;

/// <summary>cluster status, pause, resume, cancel, checkpoints: a run by its name, or the last one.</summary>
internal static class RunControl
{
    /// <summary>The commands.</summary>
    public static IEnumerable<Command> All(ClientContext context) =>
    [
        Of("status", "Say where a run is", async (machine, run) => ShowStatus(context, run, await machine.Status())),
        Of("pause", "Stop a run between two windows", (machine, _) => Taken(context, machine.Pause, "paused")),
        Of("resume", "Let a paused run go on", (machine, _) => Taken(context, machine.Resume, "resumed")),
        Of("cancel", "End a run after its last committed window", (machine, _) => Taken(context, machine.Cancel, "cancelling")),
        Of("checkpoints", "List a run's complete checkpoints", async (machine, run) =>
        {
            Known(run, await machine.Status());
            return ShowCheckpoints(context, await machine.Checkpoints());
        }),
    ];

    private static Command Of(string name, string description, Func<IMachineGrain, string, Task<int>> action)
    {
        Command command = new(name, description);
        Argument<string?> run = new("run")
        {
            Description = "The run (default: the last one started from here)", Arity = ArgumentArity.ZeroOrOne,
        };
        command.Add(run);
        command.SetAction(async (parsed, cancel) =>
        {
            string chosen = ClusterHome.Run(parsed.GetValue(run));
            await using ClusterLink link = await ClusterLink.Open(cancel);
            return await action(link.Client.GetGrain<IMachineGrain>(chosen), chosen);
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

    private static int ShowStatus(ClientContext context, string run, RunProgress progress)
    {
        Known(run, progress);
        FittedTable table = new([new("run", IsText: true), new(run, IsText: true)]);
        table.AddRow(["status", progress.Status.ToString().ToLowerInvariant()]);
        if (progress.Failure is { } failure) table.AddRow(["failure", failure]);
        if (progress.Trouble is { } trouble) table.AddRow(["waits", trouble]);
        table.AddRow(["committed", Share(progress)]);
        table.AddRow(["epoch, window", $"{progress.Epoch}, {progress.Window}"]);
        table.AddRow(["windows, rounds", $"{progress.Windows}, {progress.Rounds}"]);
        table.AddRow(["events", $"{Numbers.Text(progress.Committed)} committed, {Numbers.Text(progress.Executed)} executed"]);
        table.AddRow(["grain calls", Numbers.Text(progress.Turns)]);
        table.AddRow(["bytes between silos", Numbers.Text(progress.BytesSent)]);
        table.AddRow(["silos", string.Join(", ", progress.Silos)]);
        foreach (string sentence in progress.Story) table.AddRow(["", sentence]);
        table.Write(context);
        return ExitCodes.Done;
    }

    private static void Known(string run, RunProgress progress)
    {
        if (progress.Status == RunStatus.Unknown) throw new BadInputException($"There is no run {run}.");
    }

    private static string Share(RunProgress progress)
    {
        string text = $"{Readable.Time(progress.CommittedNs)} of {Readable.Time(progress.DurationNs)}";
        return progress.DurationNs > 0 ? $"{text}, {Numbers.Percent((double)progress.CommittedNs / progress.DurationNs)}" : text;
    }

    private static int ShowCheckpoints(ClientContext context, CheckpointInfo[] checkpoints)
    {
        if (checkpoints.Length == 0) context.Output.WriteLine("none yet");
        foreach (CheckpointInfo info in checkpoints)
            context.Output.WriteLine($"{info.Id}: {Durations.Format(info.CommittedNs)}, {info.Blocks} block{(info.Blocks == 1 ? "" : "s")}");
        return ExitCodes.Done;
    }
}
