using System.Diagnostics;
using Tickstorm.Contracts.Runs;
using Tickstorm.Engine;
using Tickstorm.Kernel.Cells;
using Tickstorm.Kernel.Designs;
using Tickstorm.Scenarios;
using Tickstorm.Scenarios.Yaml;

namespace Tickstorm.Client.Cluster;

/// <summary>Runs one design of a scenario on the cluster: starts it, watches it, and puts its result together.</summary>
internal static class ClusterRun
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);

    /// <summary>Runs to the end, or until cancelled.</summary>
    public static async Task<DesignResult> Run(Scenario scenario, string design, EngineOptions options, IProgress<VirtualTime>? progress, TextWriter story, CancellationToken cancel)
    {
        Design found = DesignLibrary.Find(design) ?? throw new BadInputException($"There is no design \"{design}\".");
        if (Simulator.WhyNot(scenario, found) is { } unsupported) return unsupported;
        long start = Stopwatch.GetTimestamp();
        await using ClusterLink link = await ClusterLink.Open(cancel);
        string run = $"{scenario.Name}-{found.Name}-{Guid.NewGuid().ToString("n")[..8]}";
        IMachineGrain machine = link.Client.GetGrain<IMachineGrain>(run);
        RunAnswer answer = await machine.Start(new RunRequest { Scenario = ScenarioWriter.Write(scenario), Name = scenario.Name, Design = found.Name, PerCpu = options.PerCpu, WindowNs = options.WindowNs });
        if (answer.Refusal is { } refusal) throw new BadInputException(refusal);
        ClusterHome.RememberRun(run);
        RunProgress end = await Watch(machine, progress, cancel);
        foreach (string sentence in end.Story) story.WriteLine($"{run}: {sentence}");
        if (end.Status == RunStatus.Failed) throw new InvalidOperationException($"{run} failed: {end.Failure}");
        MachineImage image = await Image(machine, end, scenario, found, options.PerCpu);
        double meanActive = end.Windows == 0 ? 0 : (double)end.Active / end.Windows;
        var outcome = new RunOutcome(end.CommittedNs, end.Status == RunStatus.Done, end.Windows, end.Rounds, end.Executed, end.Committed, meanActive, end.PeakMessages);
        DesignResult result = image.Build(outcome, new EngineReport("cluster", end.Silos.Length, end.Windows, end.Rounds, end.Executed, end.Committed, meanActive, end.PeakMessages));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return result with { Wall = new WallReport(seconds, result.Engine.CommittedEvents / seconds, result.Ticks.Raised / seconds, Running.MeasuredRun.PeakBytes()) };
    }

    // The silo that leads the run may go away: then another one answers after a while.
    private static async Task<RunProgress> Watch(IMachineGrain machine, IProgress<VirtualTime>? progress, CancellationToken cancel)
    {
        long heard = Stopwatch.GetTimestamp();
        bool cancelled = false;
        while (true)
        {
            try
            {
                await foreach (RunProgress now in machine.Watch())
                {
                    heard = Stopwatch.GetTimestamp();
                    progress?.Report(new VirtualTime(now.CommittedNs));
                    if (now.HasEnded && now.Status != RunStatus.Unknown) return now;
                    if (!cancel.IsCancellationRequested || cancelled) continue;
                    cancelled = true;
                    await machine.Cancel();
                }
            }
            catch (Exception failure) when (failure is not InvalidDataException && Stopwatch.GetElapsedTime(heard) < s_patience)
            {
                await Task.Delay(300, CancellationToken.None);
            }
        }
    }

    private static async Task<MachineImage> Image(IMachineGrain machine, RunProgress end, Scenario scenario, Design design, bool perCpu)
    {
        byte[] fingerprint = new MachinePlan(scenario, design).Fingerprint;
        var image = new MachineImage(scenario, design, perCpu);
        for (int i = 0; i < end.FinalBlocks; i++)
        {
            byte[] block = await machine.FinalBlock(i) ?? throw new InvalidOperationException($"Block {i} of the result is no longer in the cluster's storage.");
            image.Add(MachineBlock.FromBytes(block, fingerprint));
        }

        return image;
    }
}
