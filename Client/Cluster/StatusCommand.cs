using System.CommandLine;
using Tickstorm.Client.Options;
using Tickstorm.Client.Output;
using Tickstorm.Client.Running;
using Tickstorm.Client.Shell;
using Tickstorm.Contracts.Runs;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Client.Cluster;

/// <summary>cluster status: where a run is, once or until it ends.</summary>
internal static class StatusCommand
{
    /// <summary>The command.</summary>
    public static Command Create(ClientContext context)
    {
        Command command = new("status", "Say where a run is");
        ChosenRun run = new ChosenRun().AddTo(command);
        Option<bool> watch = new("--watch") { Description = "Show how it comes on until it ends; Ctrl-C leaves it alone" };
        command.Add(watch);
        OutputOption json = OutputOption.Json().AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            string chosen = run.Of(parsed);
            using Outputs outputs = new(context);
            OutputTarget? target = json.Open(parsed, outputs);
            await using ClusterLink link = await ClusterLink.Open(cancel);
            RunSubmission watched = new(chosen, link.Client.GetGrain<IMachineGrain>(chosen));
            RunPace pace = await RunPace.Of(watched.Machine, cancel);
            ChosenRun.Known(chosen, pace.Now);
            if (parsed.GetValue(watch) && !pace.Now.HasEnded) pace = new RunPace(await Watch(context, watched, pace.Now, cancel), null);
            if (target is null) outputs.Print(_ => Show(context, chosen, pace));
            else target.Write(stream => RunJson.Write(stream, chosen, pace));
            return outputs.ExitCode(ExitCodes.Done);
        });
        return command;
    }

    private static async Task<RunProgress> Watch(ClientContext context, RunSubmission run, RunProgress now, CancellationToken cancel)
    {
        using ProgressLine line = new(context, now.DurationNs);
        line.Begin(run.Name);
        RunTeller teller = new(context.Error, new Detachment(cancel));
        return await new RunWatch(run, line, trace: null, teller, CancellationToken.None).End();
    }

    private static void Show(ClientContext context, string run, RunPace pace)
    {
        RunProgress progress = pace.Now;
        FittedTable table = new([new("run", IsText: true), new(run, IsText: true)]);
        table.AddRow(["status", progress.Status.ToString().ToLowerInvariant()]);
        if (progress.Owner.Length > 0) table.AddRow(["owner", progress.Owner]);
        if (progress.Place > 0) table.AddRow(["place in the queue", Numbers.Text(progress.Place)]);
        if (progress.Failure is { } failure) table.AddRow(["failure", failure]);
        if (progress.Trouble is { } trouble) table.AddRow(["waits", trouble]);
        table.AddRow(["committed", Share(pace)]);
        if (pace.NsPerSecond is { } ns) table.AddRow(["pace", $"{Readable.Time(Math.Round(ns))} a second"]);
        if (pace.SecondsLeft is { } left) table.AddRow(["left", Readable.Wall(left)]);
        table.AddRow(["epoch, window", $"{progress.Epoch}, {progress.Window}"]);
        table.AddRow(["windows, rounds", $"{progress.Windows}, {progress.Rounds}"]);
        table.AddRow(["events", $"{Numbers.Text(progress.Committed)} committed, {Numbers.Text(progress.Executed)} executed"]);
        table.AddRow(["grain calls", Numbers.Text(progress.Turns)]);
        table.AddRow(["bytes between silos", Numbers.Text(progress.BytesSent)]);
        table.AddRow(["silos", string.Join(", ", progress.Silos)]);
        foreach (string sentence in progress.Story) table.AddRow(["", sentence]);
        table.Write(context);
    }

    private static string Share(RunPace pace)
    {
        string text = $"{Readable.Time(pace.Now.CommittedNs)} of {Readable.Time(pace.Now.DurationNs)}";
        return pace.Share is { } share ? $"{text}, {Numbers.Percent(share)}" : text;
    }
}
