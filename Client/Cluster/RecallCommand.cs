using System.CommandLine;
using Tickstorm.Client.Shell;
using Tickstorm.Contracts.Runs;

namespace Tickstorm.Client.Cluster;

/// <summary>cluster recall: a CPU's grain takes its core back from its silo's workers, or lends it again.</summary>
internal static class RecallCommand
{
    /// <summary>The command.</summary>
    public static Command Create(ClientContext context)
    {
        Command command = new("recall", "Have a CPU's grain execute its core, in a run by --execution block");
        Argument<int> number = new("cpu") { Description = "The CPU's number" };
        Option<bool> lend = new("--lend") { Description = "Lend it to the silo's workers again" };
        Option<string?> run = new("--run") { Description = "The run (default: the last one started from here)", HelpName = "name" };
        command.Add(number);
        command.Add(lend);
        command.Add(run);
        command.SetAction(async (parsed, cancel) =>
        {
            (int cpu, bool lends) = (parsed.GetValue(number), parsed.GetValue(lend));
            string name = ClusterHome.Run(parsed.GetValue(run));
            await using ClusterLink link = await ClusterLink.Open(cancel);
            IMachineGrain machine = link.Client.GetGrain<IMachineGrain>(name);
            RunAnswer answer = await RepeatedCall.UntilAnswered(() => machine.Recall(cpu, back: !lends));
            if (!answer.Done) throw new BadInputException(answer.Refusal!);
            context.Output.WriteLine(lends ? $"CPU {cpu} is lent to its silo's workers" : $"CPU {cpu} is executed by its grain");
            return ExitCodes.Done;
        });
        return command;
    }
}
