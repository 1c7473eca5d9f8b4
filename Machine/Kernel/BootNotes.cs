using Tickstorm.Scenarios;

namespace Tickstorm.Kernel;

/// <summary>What a kernel could not do with a machine that is run all the same.</summary>
public static class BootNotes
{
    private const int LastXApicCpus = 255;

    /// <summary>One sentence for each; none when the version boots the machine as the scenario has it.</summary>
    public static IReadOnlyList<string> Of(Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        List<string> notes = [];
        string linux = $"Linux {scenario.Kernel}";
        int cpus = scenario.Machine.Cpus, most = SwitchTable.NrCpus.Of(scenario.Kernel);
        if (cpus > most)
            notes.Add($"{linux} boots at most {most} CPUs (NR_CPUS in arch/x86/Kconfig); the machine is run as if it booted.");
        bool wide = scenario.Machine.Apic == ApicMode.X2Apic || cpus > LastXApicCpus && cpus <= most;
        if (wide && !SwitchTable.X2Apic.Of(scenario.Kernel))
            notes.Add($"{linux} has no x2APIC (it came with 2.6.28); the machine is run as if it had.");
        bool skewed = scenario.Tick is { Phases: PhaseKind.Skewed, PhaseList: null };
        if (skewed && SwitchTable.Skew.Of(scenario.Kernel) == "none")
        {
            notes.Add(
                $"{linux} does not skew its ticks (2.6.23 to 2.6.35 always do, 3.5 and later with skew_tick=1); they are run skewed.");
        }

        return notes;
    }
}
