using Tickstorm.Client.Shell;
using Tickstorm.Contracts.Runs;
using Tickstorm.Kernel.Designs;
using Tickstorm.Processes;
using Tickstorm.Processes.Cores;
using Tickstorm.Scenarios;
using Tickstorm.Scenarios.Yaml;
using Tickstorm.Simulation;

namespace Tickstorm.Client.Cluster;

/// <summary>Reads a process's state from the final blocks of a run that has ended.</summary>
internal static class FinalState
{
    /// <summary>Names and values.</summary>
    public static async Task<IReadOnlyList<(string Name, string Value)>> Describe(
        IMachineGrain machine, RunProgress progress, RunShape shape, string kind, int process)
    {
        Scenario scenario = ScenarioReader.Read(shape.Scenario, shape.Name, shape.Name).Scenario!;
        MachinePlan plan = new(scenario, DesignLibrary.Find(scenario, shape.Design)!);
        for (int i = 0; i < progress.FinalBlocks; i++)
        {
            int at = i;
            byte[] bytes = await RepeatedCall.UntilAnswered(() => machine.FinalBlock(at))
                ?? throw new BadInputException("The run's final state is no longer in storage.");
            foreach ((int number, byte[] state) in MachineBlock.FromBytes(bytes, plan.Fingerprint).States)
            {
                if (number != process) continue;
                LogicalProcess cell = plan.Create(process);
                cell.FromBytes(state);
                return kind == "lapic" ? ApicTable.Of(((CoreProcess)cell).Apic, progress.CommittedNs) : cell.Describe(progress.CommittedNs);
            }
        }

        throw new BadInputException($"Process {process} is not in the run's final state.");
    }
}
