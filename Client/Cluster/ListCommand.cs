using System.CommandLine;
using System.Globalization;
using Tickstorm.Client.Options;
using Tickstorm.Client.Output;
using Tickstorm.Client.Shell;
using Tickstorm.Contracts.Runs;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Client.Cluster;

/// <summary>cluster list: the cluster's runs, whoever started them.</summary>
internal static class ListCommand
{
    private const int Usual = 20, Most = 10_000, AtATime = 16;

    /// <summary>The command.</summary>
    public static Command Create(ClientContext context)
    {
        Command command = new("list", "List the cluster's runs, whoever started them: those that go on, then the last that have ended");
        Option<int> ended = new("--ended")
        {
            Description = "How many that have ended", DefaultValueFactory = _ => Usual, HelpName = "count",
        };
        command.Add(ended);
        OutputOption json = OutputOption.Json().AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            int most = parsed.GetValue(ended) is >= 0 and <= Most and var given
                ? given
                : throw new BadInputException($"--ended is {parsed.GetValue(ended)}; it must be a number from 0 to {Most}");
            using Outputs outputs = new(context);
            OutputTarget? target = json.Open(parsed, outputs);
            await using ClusterLink link = await ClusterLink.Open(cancel);
            KnownRun[] known = await RepeatedCall.UntilAnswered(() => link.Client.GetGrain<IRunsGrain>(0).All());
            KnownRun[] open = [.. known.Where(run => run.EndedAt is null)], past = [.. known.Where(run => run.EndedAt is not null)];
            (KnownRun Run, RunPace Pace)[] runs = await Ask(link, [.. open, .. past.Take(most)], cancel);
            if (target is null) outputs.Print(_ => Show(context, runs, past.Length - Math.Min(most, past.Length)));
            else target.Write(stream => RunJson.Write(stream, runs));
            return outputs.ExitCode(ExitCodes.Done);
        });
        return command;
    }

    private static async Task<(KnownRun Run, RunPace Pace)[]> Ask(ClusterLink link, KnownRun[] runs, CancellationToken cancel)
    {
        List<(KnownRun, RunPace)> asked = [];
        // Each question wakes a run that has ended.
        foreach (KnownRun[] some in runs.Chunk(AtATime))
            asked.AddRange(await Task.WhenAll(some.Select(async run => (run, await PaceOf(link, run, cancel)))));
        return [.. asked];
    }

    private static Task<RunPace> PaceOf(ClusterLink link, KnownRun run, CancellationToken cancel)
    {
        IMachineGrain machine = link.Client.GetGrain<IMachineGrain>(run.Name);
        return RepeatedCall.UntilAnswered(() => RunPace.Of(machine, cancel));
    }

    private static void Show(ClientContext context, (KnownRun Run, RunPace Pace)[] runs, int more)
    {
        if (runs.Length == 0)
        {
            context.Output.WriteLine("none yet");
            return;
        }

        FittedTable table = new(
        [
            new("run", IsText: true), new("status", IsText: true), new("owner", 4, IsText: true), new("done", 1), new("left", 2),
            new("ended", 3),
        ]);
        foreach ((KnownRun run, RunPace pace) in runs)
        {
            string status = pace.Now.Place > 0 ? $"queued, {pace.Now.Place}"
                : pace.Now.Trouble is null || pace.Now.HasEnded
                ? pace.Now.Status.ToString().ToLowerInvariant()
                : pace.Now.Status.ToString().ToLowerInvariant() + ", waits";
            table.AddRow(
            [
                run.Name, status, pace.Now.Owner.Length > 0 ? pace.Now.Owner : Readable.Unknown,
                pace.Share is { } share ? Numbers.Percent(share) : Readable.Unknown, Readable.Wall(pace.SecondsLeft),
                run.EndedAt?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? Readable.Unknown,
            ]);
        }

        table.Write(context);
        if (more > 0) context.Output.WriteLine($"and {more} more that have ended: --ended says how many are listed");
    }
}
