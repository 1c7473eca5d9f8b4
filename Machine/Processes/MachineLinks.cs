using Tickstorm.Engine;
using Tickstorm.Kernel;
using Tickstorm.Kernel.Designs;
using Tickstorm.Scenarios;

namespace Tickstorm.Processes;

/// <summary>
/// The links between the machine's processes: what each is called, which scenario key decides it, and how long a message is under way at
/// least.
/// </summary>
public static class MachineLinks
{
    private static readonly Link s_request = new("core to line or lock", "costs.entry");
    private static readonly Link s_section = new("line to core", "costs.line.lockHold");
    private static readonly Link s_xtime = new("xtime lock to core", "costs.xtime.lockHold");
    private static readonly Link s_handler = new("core to line, end of a handler", "tick.handler");
    private static readonly Link s_emptyHandler = new("core to line, end of an empty handler", "costs.handler.empty");
    private static readonly Link s_device = new("core to line, end of a device's handler", "workload.devices");
    private static readonly Link s_quirk = new("IO-APIC quirk to core", "costs.chip.ioApic.quirk");
    private static readonly Link s_bus = new("pin and IO-APIC register", "costs.ioApic.write");
    private static readonly Link s_host = new("core to host CPU and back", "workload.host.switch");

    // By distance.
    private static readonly Link[] s_ipis =
    [
        new("core to core, same core group", "costs.ipi.coreGroup"),
        new("core to core, same package", "costs.ipi.package"),
        new("core to core, across the machine", "costs.ipi.machine"),
    ];

    /// <summary>The links of a scenario under a design, or under all, each with its lookahead in ns; a link without traffic is left out.</summary>
    public static IReadOnlyList<(Link Link, long Ns)> Of(Scenario scenario, Design? design = null)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        Costs costs = scenario.Costs;
        List<(Link, long)> links =
        [
            (s_request, costs.Entry), (s_section, costs.LineLockHold), (s_xtime, costs.XtimeLockHold), (s_handler, scenario.Tick.Handler.MinNs),
            (s_emptyHandler, costs.HandlerEmpty), (s_ipis[0], costs.IpiCoreGroup), (s_ipis[1], costs.IpiPackage),
            (s_ipis[2], costs.IpiMachine), (s_bus, costs.IoApicWrite),
        ];
        if (design is null || design.Eoi == EoiPlace.BeforeAndAfter) links.Add((s_quirk, costs.IoApicQuirk));
        if (scenario.Workload.Devices.Count > 0) links.Add((s_device, scenario.Workload.Devices.Min(device => device.HandlerNs)));
        if (scenario.Workload.Host.Cpus > 0) links.Add((s_host, scenario.Workload.Host.SwitchNs));
        // Nothing takes less than a nanosecond, even where a cost is left out.
        return [.. links.Select(((Link Link, long Ns) link) => (link.Link, Math.Max(1, link.Ns)))];
    }

    /// <summary>The link that a message takes.</summary>
    internal static Link Of(in Message message, ProcessIds ids, Topology topology)
    {
        bool fromCore = message.Source < ids.Cpus;
        switch (message.Kind)
        {
            case MessageKind.Arrive: return s_request;
            case MessageKind.Xtime: return fromCore ? s_request : s_xtime;
            case MessageKind.Verdict or MessageKind.Operation: return s_section;
            case MessageKind.Quirk: return fromCore ? s_handler : s_quirk;
            case MessageKind.Finish: return message.A > 0 ? s_device : s_handler;
            case MessageKind.Deassert: return s_device;
            case MessageKind.PinEdge or MessageKind.EndOfInterrupt: return s_bus;
            case MessageKind.Interrupt or MessageKind.Acknowledge:
                return fromCore ? s_ipis[topology.Distance(message.Source, message.Target)] : s_bus;
            default: return s_host;
        }
    }
}
