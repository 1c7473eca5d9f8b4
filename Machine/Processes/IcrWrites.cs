using Tickstorm.Scenarios;

namespace Tickstorm.Processes;

/// <summary>How many CPUs one write of the ICR reaches: those that the delivery mode can name at once.</summary>
internal readonly struct IcrWrites
{
    // x2APIC: id[19:4] is the cluster; xAPIC: four members each.
    private const int X2ApicCluster = 16, XApicCluster = 4;
    private readonly int _cpus;

    public IcrWrites(MachineShape machine)
    {
        bool wide = machine.Apic == ApicMode.X2Apic || machine.Cpus > 255;
        _cpus = Of(machine) switch
        {
            ApicDelivery.Flat => MachineShape.MostFlatCpus,
            ApicDelivery.Cluster => wide ? X2ApicCluster : XApicCluster,
            _ => 1,
        };
    }

    /// <summary>The write that reaches a CPU, as a number; neighbours share one.</summary>
    public int GroupOf(int cpu) => cpu / _cpus;

    private static ApicDelivery Of(MachineShape machine) => machine.Delivery != ApicDelivery.Auto ? machine.Delivery
        : machine.Apic == ApicMode.X2Apic || machine.Cpus > 255 ? ApicDelivery.Cluster
        : machine.Cpus <= MachineShape.MostFlatCpus ? ApicDelivery.Flat : ApicDelivery.Physical;
}
