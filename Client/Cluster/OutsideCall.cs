using Tickstorm.Client.Shell;
using Tickstorm.Contracts.Runs;
using Tickstorm.Scenarios.Yaml;

namespace Tickstorm.Client.Cluster;

/// <summary>What a client does to a part of a machine while a run goes on: sent until it is answered, and told when it is taken.</summary>
internal static class OutsideCall
{
    /// <summary>Sends one.</summary>
    /// <param name="context">Where it is told.</param>
    /// <param name="run">The run's name; null for the last one.</param>
    /// <param name="send">The call, by the name that it has for itself.</param>
    /// <param name="taken">What is told where it is taken, from its time.</param>
    /// <param name="recorded">What is told where the run stands still.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <exception cref="BadInputException">The run refuses it.</exception>
    public static async Task<int> Send(
        ClientContext context, string? run, Func<IMachineGrain, string, Task<RunAnswer>> send, Func<string, string> taken, string recorded,
        CancellationToken cancel)
    {
        string name = ClusterHome.Run(run), id = Guid.NewGuid().ToString("n");
        await using ClusterLink link = await ClusterLink.Open(cancel);
        IMachineGrain machine = link.Client.GetGrain<IMachineGrain>(name);
        RunAnswer answer = await RepeatedCall.UntilAnswered(() => RepeatedCall.UntilTaken(() => send(machine, id)));
        if (!answer.Done) throw new BadInputException(answer.Refusal!);
        RunShape shape = await RepeatedCall.UntilAnswered(machine.Shape);
        InjectedInterrupt sent = shape.Injected.First(one => one.Id == id);
        context.Output.WriteLine(sent.IsTaken
            ? taken(Durations.Format(sent.TimeNs)) : $"recorded: {recorded} when the run goes on");
        return ExitCodes.Done;
    }
}
