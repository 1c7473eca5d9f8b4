namespace Tickstorm.Scenarios.Yaml.Keys;

/// <summary>Keys of the scenario itself and of the machine's shape.</summary>
internal static class MachineKeys
{
    public static IEnumerable<ScenarioKey> All { get; } =
    [
        new ScalarKey<string>("name", "The scenario's name; that of its file unless given.", ScalarTypes.Text,
            s => s.Name, (s, v) => s with { Name = v }),
        new ScalarKey<string>("description", "One sentence for lists.", ScalarTypes.Text,
            s => s.Description, (s, v) => s with { Description = v }),
        new ScalarKey<KernelVersion>("kernel", "The version of Linux that is modelled.", ScalarTypes.Kernel,
            s => s.Kernel, (s, v) => s with { Kernel = v }),
        new ScalarKey<NmiWatchdog>(
            "nmiWatchdog", "The boot parameter nmi_watchdog=: default is off until 2.6.35, and the hard lockup detector from 2.6.36 on; " +
            "buddy, from 6.5 on, has the CPU before look.",
            ScalarTypes.Word(
                ("default", NmiWatchdog.Default), ("off", NmiWatchdog.Off), ("io-apic", NmiWatchdog.IoApic), ("lapic", NmiWatchdog.Lapic),
                ("buddy", NmiWatchdog.Buddy)),
            s => s.NmiWatchdog, (s, v) => s with { NmiWatchdog = v }),
        new ScalarKey<int>("machine.cpus", "Virtual CPUs.", ScalarTypes.Whole(1, 1_000_000), s => s.Machine.Cpus, CpuPattern.Resized),
        Key("measuredCpus",
            "After how many CPUs the lists by CPU repeat where machine.cpus is changed (--cpus, a sweep): CPU n is as CPU n modulo this; 0 "
            + "for lists that stay as they are.",
            0, 1_000_000, m => m.MeasuredCpus, (m, v) => m with { MeasuredCpus = v }),
        new ScalarKey<ApicMode>(
            "machine.apic", "Access mode of the local APICs; with more than 255 CPUs the ids are those of x2apic in any case.",
            ScalarTypes.Word(("xapic", ApicMode.XApic), ("x2apic", ApicMode.X2Apic)),
            s => s.Machine.Apic, (s, v) => s with { Machine = s.Machine with { Apic = v } }),
        new ScalarKey<ApicDelivery>(
            "machine.delivery",
            "How many targets a write of the ICR names: flat 8, cluster 16 with x2apic and else 4, physical 1; auto is what the kernel " +
            "takes.",
            ScalarTypes.Word(
                ("auto", ApicDelivery.Auto), ("flat", ApicDelivery.Flat), ("cluster", ApicDelivery.Cluster),
                ("physical", ApicDelivery.Physical)),
            s => s.Machine.Delivery, (s, v) => s with { Machine = s.Machine with { Delivery = v } }),
        Key("packages", "Packages; 0 means one for each 64 CPUs.", 0, 1_000_000, m => m.Packages, (m, v) => m with { Packages = v }),
        Key("coreGroup", "CPUs that share the nearest cache.", 1, 1_000_000, m => m.CoreGroup, (m, v) => m with { CoreGroup = v }),
        Key("ioApic.pins", "Pins of the IO-APIC.", 1, 240, m => m.IoApicPins, (m, v) => m with { IoApicPins = v }),
        Key("ioApic.version", "The IO-APIC's version: 17 (82093AA) or 32 (with an EOI register).", 1, 255, m => m.IoApicVersion,
            (m, v) => m with { IoApicVersion = v }),
        Key("ioApic.irq0Target", "IRQ0's single target CPU in kernels that wait for it (6.17 and later); -1 for none.", -1, 999_999,
            m => m.Irq0Target, (m, v) => m with { Irq0Target = v }),
        Key("freeVectors", "Message-signalled interrupts that each CPU has vectors left for; 0 for all that the version has.", 0, 200,
            m => m.FreeVectors, (m, v) => m with { FreeVectors = v }),
        new ScalarKey<bool>(
            "machine.madt.irq0Override", "True when the MADT maps ISA IRQ0 to GSI 2: it is pin 2 of the IO-APIC, else pin 0.",
            ScalarTypes.Flag,
            s => s.Machine.MadtOverride, (s, v) => s with { Machine = s.Machine with { MadtOverride = v } }),
        new ScalarKey<long>(
            "machine.hpet.secondPulse",
            "A quirk of QEMU's HPET: its periodic timer pulses twice, the second time so long after each expiry; 0ns for no quirk.",
            ScalarTypes.Cost, s => s.Machine.HpetSecondPulseNs, (s, v) => s with { Machine = s.Machine with { HpetSecondPulseNs = v } }),
        new ScalarKey<bool>(
            "machine.noTimerCheck", "True when check_timer() believes that IRQ0 arrives through its pin (no_timer_check, as under VMI).",
            ScalarTypes.Flag,
            s => s.Machine.NoTimerCheck, (s, v) => s with { Machine = s.Machine with { NoTimerCheck = v } }),
    ];

    private static ScalarKey<int> Key(
        string name, string meaning, int min, int max, Func<MachineShape, int> get, Func<MachineShape, int, MachineShape> set) =>
        new("machine." + name, meaning, ScalarTypes.Whole(min, max), s => get(s.Machine), (s, v) => s with { Machine = set(s.Machine, v) });
}
