namespace Tickstorm.Scenarios.Yaml;

/// <summary>The least time a message is under way, link by link: how far processes can run ahead of each other.</summary>
public static class ScenarioLookahead
{
    /// <summary>Each link with the key that decides it and its time in ns.</summary>
    public static IReadOnlyList<(string Link, string Key, long Ns)> Of(Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        Costs c = scenario.Costs;
        List<(string, string, long)> links =
        [
            ("core to line", "costs.entry", c.Entry),
            ("line to core", "costs.line.lockHold", c.LineLockHold),
            ("core to core, same core group", "costs.ipi.coreGroup", c.IpiCoreGroup),
            ("core to core, same package", "costs.ipi.package", c.IpiPackage),
            ("core to core, across the machine", "costs.ipi.machine", c.IpiMachine),
            ("pin to core", "costs.ioApic.write", c.IoApicWrite),
            ("published value, same core group", "costs.cacheLine.coreGroup", c.CacheLineCoreGroup),
        ];
        if (scenario.Workload.Host.Cpus > 0)
            links.Add(("core to host CPU and back", "workload.host.switch", scenario.Workload.Host.SwitchNs));
        return links;
    }
}
