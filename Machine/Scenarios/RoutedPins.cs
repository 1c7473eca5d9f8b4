namespace Tickstorm.Scenarios;

/// <summary>The pins of the IO-APIC that lines come by: those whose redirection entries may be written.</summary>
internal static class RoutedPins
{
    /// <summary>IRQ0's pin.</summary>
    public static int OfIrq0(MachineShape machine) => Math.Min(machine.MadtOverride ? 2 : 0, machine.IoApicPins - 1);

    /// <summary>Why a register of the IO-APIC may not be written, as a sentence without its end; null when it may.</summary>
    public static string? Refusal(Scenario scenario, CpuInjection write)
    {
        int irq0 = OfIrq0(scenario.Machine), cpus = scenario.Machine.Cpus;
        int[] devices = [.. scenario.Workload.Devices.Where(device => device.Kind == DeviceKind.Pin).Select(device => device.Irq).Order()];
        if (write.Pin != irq0 && !devices.Contains(write.Pin))
        {
            string known = string.Concat(devices.Select(pin => $", {pin}"));
            return $"no line comes by pin {write.Pin} of the IO-APIC; those of lines are {irq0} (IRQ0){known}";
        }

        uint cpu = write.Value >> WrittenRegisters.DestinationShift;
        return write.Register != WrittenRegister.RedirectionHigh || cpu < cpus
            ? null : $"0x{write.Value:x2} names CPU {cpu}; the machine has CPUs 0 to {cpus - 1}";
    }
}
