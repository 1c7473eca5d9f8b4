using Tickstorm.Client.Shell;
using Tickstorm.Contracts.Runs;
using Tickstorm.Kernel.Designs;
using Tickstorm.Scenarios;
using Tickstorm.Scenarios.Yaml;
using Tickstorm.Simulation;

namespace Tickstorm.Client.Cluster;

/// <summary>A run that the cluster has taken: from then on it needs nobody.</summary>
internal sealed record RunSubmission(string Name, IMachineGrain Machine)
{
    // Of the time that a run takes. How long one takes varies: what comes out is to stay below 2 %.
    private const double CheckpointShare = 0.015;

    /// <summary>Gives one design of a scenario to the cluster, and remembers the run as the last one.</summary>
    /// <exception cref="BadInputException">The cluster refuses it.</exception>
    public static async Task<RunSubmission> Start(
        ClusterLink link, Scenario scenario, Design design, EngineOptions options, int checkpointEvery, bool trace)
    {
        string run = $"{scenario.Name}-{design.Name}-{Guid.NewGuid().ToString("n")[..8]}";
        IMachineGrain machine = link.Client.GetGrain<IMachineGrain>(run);
        RunRequest request = new()
        {
            Scenario = ScenarioWriter.Write(scenario), Name = scenario.Name, Design = design.Name, PerCpu = options.PerCpu,
            WindowNs = options.WindowNs, CheckpointEvery = checkpointEvery, CheckpointShare = CheckpointShare,
            MostSilos = options.InOneSilo ? 1 : 0, Trace = trace, Spans = options.Spans, Workers = options.Workers,
        };
        RunAnswer answer = await RepeatedCall.UntilAnswered(() => machine.Start(request));
        // The name is ours alone: started before means by an earlier call, whose answer was lost with its silo.
        if (!answer.Done && answer.Code != RunAnswerCode.StartedBefore) throw new BadInputException(answer.Refusal!);
        ClusterHome.RememberRun(run);
        return new RunSubmission(run, machine);
    }
}
