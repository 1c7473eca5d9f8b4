using System.Text.Json.Nodes;
using Tickstorm.Scenarios;
using Tickstorm.Scenarios.Yaml;

namespace Tickstorm.Kernel.Designs;

/// <summary>All properties of a design but its name, in the order of a file: reading, printing and the reference go by this list.</summary>
public static class DesignKeys
{
    private const int MostExits = 1_000;
    private static readonly ScalarType<int> s_count = ScalarTypes.Whole(0, MostExits);

    /// <summary>The key of a built-in design's name, from which a design of one's own starts.</summary>
    public const string Like = "like";

    /// <summary>All keys.</summary>
    public static IReadOnlyList<DesignKey> All { get; } =
    [
        Key("description", "One sentence for lists.", ScalarTypes.Text, d => d.Description, (d, v) => d with { Description = v }),
        Optional("approach", "Which approach of the mail of 2007 it is.", d => d.Approach, (d, v) => d with { Approach = v }),
        Key("source",
            "What raises the tick: the local APIC's timer, a hypervisor's alarm in its place, or a global device whose interrupt is " +
            "spread by IPIs.",
            ScalarTypes.Word(Words(Enum.GetValues<TickSource>(), Names.Name)),
            d => d.Source, (d, v) => d with { Source = v }),
        Key("device", "The device whose interrupt is spread by IPIs: the PIT or the HPET; none in other designs.",
            ScalarTypes.Word(BroadcastDevices.Words[..^1]), d => d.Device, (d, v) => d with { Device = v }),
        Key("entry", "The gate that the tick comes through: the local timer's vector, IRQ0's, vmiclock.c's, or a hypervisor's.",
            ScalarTypes.Word(
                ("local-timer", TickEntry.LocalTimer), ("irq0", TickEntry.Irq0), ("vmi-timer", TickEntry.VmiTimer),
                ("xen-upcall", TickEntry.XenUpcall), ("hyperv-timer", TickEntry.HypervTimer)),
            d => d.Entry, (d, v) => d with { Entry = v }),
        Key("chip", "The chip of the line; none when the tick has an entry of its own.",
            ScalarTypes.Word(Words(Enum.GetValues<ChipKind>(), Names.Name)), d => d.Chip, (d, v) => d with { Chip = v }),
        Key("flow", "The flow handler that the design installs; none when the tick has an entry of its own.",
            ScalarTypes.Word(Words(Enum.GetValues<FlowKind>(), Names.Name)), d => d.Flow, (d, v) => d with { Flow = v }),
        Key("boot",
            "What boot does to IRQ0's line: nothing (no-line: there is none), the design as it is, or the design before or after the " +
            "IO-APIC's take-over, or before it with the vector reserved.",
            ScalarTypes.Word(
                ("no-line", BootPlan.NoLine), ("as-is", BootPlan.AsIs), ("before-take-over", BootPlan.BeforeTakeOver),
                ("reserved", BootPlan.Reserved), ("after-take-over", BootPlan.AfterTakeOver)),
            d => d.Boot, (d, v) => d with { Boot = v }),
        Key("takesXtimeLock", "True when every tick's handler takes the xtime lock.", ScalarTypes.Flag, d => d.TakesXtimeLock,
            (d, v) => d with { TakesXtimeLock = v }),
        Key("runsAtAlarmRate", "True when the rate is the alarm's (tick.vmiAlarmHz), not tick.hz.", ScalarTypes.Flag,
            d => d.RunsAtAlarmRate, (d, v) => d with { RunsAtAlarmRate = v }),
        Key("countsAvailableTime", "True when its alarm counts the time that its virtual CPU has had, not real time.", ScalarTypes.Flag,
            d => d.CountsAvailableTime, (d, v) => d with { CountsAvailableTime = v }),
        Count("exitsToDeliver", "VM exits of one expiry's delivery.", d => d.ExitsToDeliver, (d, v) => d with { ExitsToDeliver = v }),
        Count("exitsToArm", "VM exits of arming.", d => d.ExitsToArm, (d, v) => d with { ExitsToArm = v }),
        Count("exitsToEoi", "VM exits of one EOI.", d => d.ExitsToEoi, (d, v) => d with { ExitsToEoi = v }),
        Count("exitsToSend", "VM exits of sending one IPI.", d => d.ExitsToSend, (d, v) => d with { ExitsToSend = v }),
        Count("exitsToHalt", "VM exits of a CPU that has nothing to do.", d => d.ExitsToHalt, (d, v) => d with { ExitsToHalt = v }),
        Key("timer",
            "What a CPU arms: a count from now on, or a time, which past values, slop and resolution of the device go with " +
            "(docs/model.md).",
            ScalarTypes.Word(Words(Enum.GetValues<TimerDevice>(), Names.Name)), d => d.Timer, (d, v) => d with { Timer = v }),
        Key("expiry", "How a running guest hears of an expiry: by an interrupt of its CPU, by the VMX preemption timer, or posted.",
            ScalarTypes.Word(Words(Enum.GetValues<ExpiryPath>(), Names.Name)), d => d.Expiry, (d, v) => d with { Expiry = v }),
        Key("skipsEoi", "True when an EOI exits only while another interrupt waits (paravirtual EOI).", ScalarTypes.Flag, d => d.SkipsEoi,
            (d, v) => d with { SkipsEoi = v }),
        Key("hasVirtualApic", "True when the CPU delivers and ends the guest's interrupts itself (APICv): IPIs are posted, and only " +
            "EOIs of level lines exit.", ScalarTypes.Flag, d => d.HasVirtualApic, (d, v) => d with { HasVirtualApic = v }),
        Key("hasLightExits", "True when exits cost costs.vm.lightExit, and the host's timer's costs.vm.timerExit, not costs.vm.exit.",
            ScalarTypes.Flag, d => d.HasLightExits, (d, v) => d with { HasLightExits = v }),
        Key("hasOwnIrq", "True when its interrupt has a number of its own on each CPU, as Xen's VIRQ_TIMER.", ScalarTypes.Flag,
            d => d.HasOwnIrq, (d, v) => d with { HasOwnIrq = v }),
        Count("callsToArm", "Paravirtual calls of arming.", d => d.CallsToArm, (d, v) => d with { CallsToArm = v }),
        Count("callsToEoi", "Paravirtual calls of one EOI.", d => d.CallsToEoi, (d, v) => d with { CallsToEoi = v }),
        Key("isReconstruction", "True when no source of it is known: it is built from what was said of it.", ScalarTypes.Flag,
            d => d.IsReconstruction, (d, v) => d with { IsReconstruction = v }),
        new("versions", "The kernels that have it, with the reason; elsewhere it is not run.", VersionValue.Expected,
            d => VersionValue.Of(d.Versions))
        {
            Read = (d, json) => VersionValue.TryRead(json, out VersionRange? range) ? d with { Versions = range } : null,
        },
        Key("isAskedOfEveryKernel", "True when it is run, and marked, also on kernels outside its versions.", ScalarTypes.Flag,
            d => d.IsAskedOfEveryKernel, (d, v) => d with { IsAskedOfEveryKernel = v }),
        Key("isSeenByNmiWatchdog", "True when its handler counts for the old NMI watchdog (apic_timer_irqs or irq0_irqs).",
            ScalarTypes.Flag, d => d.IsSeenByNmiWatchdog, (d, v) => d with { IsSeenByNmiWatchdog = v }),
        Key("oneShot", "False when it can only run periodic.", ScalarTypes.Flag, d => d.OneShot,
            (d, v) => d with { OneShot = v, PeriodicOnlyBecause = v ? null : d.PeriodicOnlyBecause }),
        Optional("periodicOnlyBecause", "Why it cannot run one-shot.", d => d.PeriodicOnlyBecause,
            (d, v) => d with { PeriodicOnlyBecause = v }),
        new("claims", "Which of the constraints C1 to C4, C8 and C9 it keeps, each with the reason; the others are measured.",
            ClaimsValue.Expected, d => ClaimsValue.Of(d.Claims))
        {
            Read = (d, json) => ClaimsValue.TryRead(json, d.Claims, out IReadOnlyList<Claim>? claims) ? d with { Claims = claims! } : null,
        },
    ];

    /// <summary>The key of a name; null when there is none.</summary>
    public static DesignKey? Find(string name) => All.FirstOrDefault(key => key.Name == name);

    /// <summary>A design as a scenario gives it, under a name of one's own.</summary>
    public static OwnDesign ToOwn(Design design, string name) => new()
    {
        Name = name,
        Properties = new(All.Select(key => KeyValuePair.Create(key.Name, key.Value(design))).Where(pair => pair.Value is not null)),
    };

    private static DesignKey Count(string name, string meaning, Func<Design, int> get, Func<Design, int, Design> set) =>
        Key(name, meaning, s_count, get, set);

    private static DesignKey Optional(string name, string meaning, Func<Design, string?> get, Func<Design, string, Design> set) =>
        Key(name, meaning, ScalarTypes.Text, d => get(d)!, set) with { Value = d => get(d) is { } text ? JsonValue.Create(text) : null };

    private static DesignKey Key<T>(string name, string meaning, ScalarType<T> type, Func<Design, T> get, Func<Design, T, Design> set) =>
        new(name, meaning, type.Expected, d => type.Format(get(d)))
        {
            Read = (d, json) => JsonNodes.TryScalar(json, out string text, out bool quoted) && type.TryParse(text, quoted, out T value)
                ? set(d, value)
                : null,
        };

    private static (string, T)[] Words<T>(T[] values, Func<T, string?> name)
        where T : struct => [.. values.Select(value => (name(value) ?? "none", value))];
}
