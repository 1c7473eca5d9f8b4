using System.Text.Json.Nodes;
using Tickstorm.Kernel;
using Tickstorm.Kernel.Designs;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Scenarios.Yaml;
using Tickstorm.Simulation;

namespace Tickstorm.Tests.Kernel.Designs;

/// <summary>Designs that a scenario brings itself.</summary>
public class OwnDesignTests
{
    private static readonly EngineOptions s_sequential = new() { Kind = "sequential", WhatIf = true };

    private static Scenario Read(string yaml)
    {
        ScenarioReading reading = ScenarioReader.Read(yaml, "own.yaml", "own", OwnDesigns.Problems);
        Assert.True(reading.Scenario is not null, string.Join('\n', reading.Problems));
        return reading.Scenario;
    }

    private static string Problems(string yaml)
    {
        ScenarioReading reading = ScenarioReader.Read(yaml, "own.yaml", "own", OwnDesigns.Problems);
        Assert.Null(reading.Scenario);
        return string.Join('\n', reading.Problems);
    }

    private static Scenario With(Scenario scenario, OwnDesign own) => scenario with { Designs = [own.Name], OwnDesigns = [own] };

    [Fact]
    public void The_twin_of_a_built_in_design_has_its_digest_by_likeness_and_spelt_out()
    {
        Scenario scenario = Given.Aligned(5);
        foreach (Design design in DesignLibrary.All)
        {
            string expected = Simulator.Run(scenario, design.Name, s_sequential).Digest;
            OwnDesign like = new() { Name = "twin", Properties = new JsonObject { [DesignKeys.Like] = design.Name } };
            OwnDesign spelt = DesignKeys.ToOwn(design, "twin");
            foreach (OwnDesign twin in new[] { like, spelt })
            {
                // Written and read, as a cluster gets it.
                Scenario written = Read(ScenarioWriter.Write(With(scenario, twin)));
                Assert.Equal(expected, Simulator.Run(written, "twin", s_sequential).Digest);
                EngineOptions together = new() { Threads = 2, WhatIf = true, AllTogether = true };
                Assert.Equal(expected, Simulator.Run(written, "twin", together).Digest);
            }
        }
    }

    [Fact]
    public void A_spelt_out_copy_is_the_design_in_every_property()
    {
        foreach (Design design in DesignLibrary.All)
        {
            Design copy = DesignLibrary.Find(With(Given.Aligned(1), DesignKeys.ToOwn(design, "copy")), "copy")!;
            foreach (DesignKey key in DesignKeys.All)
                Assert.Equal(key.Value(design)?.ToJsonString(), key.Value(copy)?.ToJsonString());
        }
    }

    [Fact]
    public void Every_property_of_the_record_has_a_key_of_its_name()
    {
        IEnumerable<string> properties = typeof(Design).GetProperties().Where(property => property.CanWrite)
            .Select(property => char.ToLowerInvariant(property.Name[0]) + property.Name[1..]);
        IEnumerable<string> keys = DesignKeys.All.Select(key => key.Name).Append("name");
        Assert.Equal(properties.Order(StringComparer.Ordinal), keys.Order(StringComparer.Ordinal));
    }

    // One change each, of a design in which it is possible, in a scenario in which it matters.
    private static readonly (string Property, string Base, string Changed)[] s_changes =
    [
        ("description", "like: native-lapic", "like: native-lapic, description: another"),
        ("approach", "like: native-lapic", "like: native-lapic, approach: mine"),
        ("source", "like: vmi-percpu", "like: vmi-percpu, source: local-timer"),
        ("device", "like: pit-broadcast", "like: pit-broadcast, device: hpet"),
        ("entry", "like: irq0-edge", "like: irq0-edge, entry: vmi-timer"),
        ("chip", "like: irq0-edge", "like: irq0-edge, chip: local"),
        ("flow", "like: irq0-edge", "like: irq0-edge, flow: simple"),
        ("boot", "like: irq0-percpu-reserved", "like: irq0-percpu-reserved, boot: before-take-over"),
        ("takesXtimeLock", "like: vmi-own-vector", "like: vmi-own-vector, takesXtimeLock: false"),
        ("runsAtAlarmRate", "like: vmi-own-vector", "like: vmi-own-vector, runsAtAlarmRate: false"),
        ("countsAvailableTime", "like: vmi-own-vector", "like: vmi-own-vector, countsAvailableTime: false"),
        ("exitsToDeliver", "like: native-lapic", "like: native-lapic, exitsToDeliver: 1"),
        ("exitsToArm", "like: native-lapic", "like: native-lapic, exitsToArm: 1"),
        ("exitsToEoi", "like: native-lapic", "like: native-lapic, exitsToEoi: 1"),
        ("exitsToSend", "like: native-lapic", "like: native-lapic, exitsToSend: 1"),
        ("exitsToHalt", "like: emulated-lapic, exitsToHalt: 0", "like: emulated-lapic"),
        ("timer", "like: native-lapic", "like: native-lapic, timer: tsc-deadline"),
        ("expiry", "like: kvm-apicv, versions: all", "like: kvm-apicv, versions: all, expiry: posted"),
        ("skipsEoi", "like: emulated-lapic", "like: emulated-lapic, skipsEoi: true"),
        ("hasVirtualApic", "like: emulated-lapic, exitsToEoi: 0", "like: emulated-lapic, exitsToEoi: 0, hasVirtualApic: true"),
        ("hasLightExits", "like: emulated-lapic", "like: emulated-lapic, hasLightExits: true"),
        ("hasOwnIrq", "like: native-lapic", "like: native-lapic, hasOwnIrq: true"),
        ("callsToArm", "like: native-lapic", "like: native-lapic, callsToArm: 1"),
        ("callsToEoi", "like: native-lapic", "like: native-lapic, callsToEoi: 1"),
        ("isReconstruction", "like: native-lapic", "like: native-lapic, isReconstruction: true"),
        ("versions", "like: native-lapic", "like: native-lapic, versions: {from: 3.0, why: it came late}"),
        ("isAskedOfEveryKernel", "like: native-lapic, versions: {from: 3.0, why: it came late}",
            "like: native-lapic, versions: {from: 3.0, why: it came late}, isAskedOfEveryKernel: true"),
        ("isSeenByNmiWatchdog", "like: native-lapic", "like: native-lapic, isSeenByNmiWatchdog: false"),
        ("oneShot", "like: native-lapic", "like: native-lapic, oneShot: false, periodicOnlyBecause: it is old"),
        ("periodicOnlyBecause", "like: native-lapic, oneShot: false, periodicOnlyBecause: it is old",
            "like: native-lapic, oneShot: false, periodicOnlyBecause: it is new"),
        ("claims", "like: native-lapic", "like: native-lapic, claims: {C4: {kept: false, why: it brings an entry}}"),
    ];

    [Fact]
    public void Every_property_of_the_record_changes_what_is_told_of_a_run()
    {
        Assert.Equal(DesignKeys.All.Select(key => key.Name), s_changes.Select(change => change.Property));
        foreach ((string property, string before, string after) in s_changes)
        {
            // The old watchdog waits for 5 seconds.
            long durationNs = property == "isSeenByNmiWatchdog" ? 6_000_000_000 : 20_500_000;
            // Time that is not available is other vCPUs'.
            int hosts = property == "countsAvailableTime" ? 2 : 0;
            Assert.True(Told(before, durationNs, hosts) != Told(after, durationNs, hosts), $"{property} does nothing");
        }
    }

    // Whatever a result says, and the sentence on the design.
    private static string Told(string design, long durationNs, int hosts)
    {
        Scenario scenario = Read(
            "nmiWatchdog: io-apic\nmachine: {cpus: 4}\ntick: {vmiAlarmHz: 500}\nworkload: {busy: 3, ipi: {reschedule: 500}, host: {cpus: " +
            hosts + "}}\n" +
            "designs: [{name: mine, " + design + "}]\n");
        scenario = scenario with { Run = scenario.Run with { DurationNs = durationNs } };
        Design built = DesignLibrary.Find(scenario, "mine")!;
        DesignResult r = Simulator.Run(scenario, "mine", new EngineOptions());
        return string.Join('\n',
            [built.Description, built.Approach, r.Source, r.Digest, r.Supported, r.Reason, r.WhatIf, r.IntendedChip, r.IntendedFlow, r.Chip,
            r.Flow, .. r.Remarks, r.Hz, r.Mode, r.Ticks, r.Jiffies, r.CpuNsPerTick, r.ExitsPerTick, r.Exits?.HostNs, r.LatencyNs,
            .. r.Constraints.Select(c => $"{c}"), .. r.Detectors.Select(d => $"{d}")]);
    }

    [Fact]
    public void What_goes_together_runs_and_engines_agree_and_all_else_is_refused_by_name()
    {
        Scenario scenario = Given.Aligned(3);
        int ran = 0;
        IEnumerable<Design> all =
            from source in Enum.GetValues<TickSource>()
            from entry in Enum.GetValues<TickEntry>()
            from boot in Enum.GetValues<BootPlan>()
            from chip in Enum.GetValues<ChipKind>()
            from flow in Enum.GetValues<FlowKind>()
            from oneShot in new[] { true, false }
            select new Design
            {
                Name = "any", Description = "any", Source = source, Entry = entry, Boot = boot, Chip = chip, Flow = flow, OneShot = oneShot,
                PeriodicOnlyBecause = oneShot ? null : "of the test",
            };
        foreach (Design design in all)
        {
            Scenario with = With(scenario, DesignKeys.ToOwn(design, "any"));
            if (OwnDesigns.Problems(with).Any()) continue;
            DesignResult sequential = Simulator.Run(with, "any", s_sequential with { Check = true });
            if (!sequential.Supported) continue;
            DesignResult parallel = Simulator.Run(with, "any", new EngineOptions { Threads = 1, WhatIf = true });
            Assert.Equal(sequential.Digest, parallel.Digest);
            ran++;
        }

        Assert.InRange(ran, 300, 2_000);
    }

    [Theory]
    [InlineData("{name: mine, like: irq0-egde}", "own.yaml:1:24: there is no design \"irq0-egde\"; did you mean irq0-edge?")]
    [InlineData("{name: mine, like: irq0-edge, chipp: local}", "own.yaml:1:41: a design has no property \"chipp\"; did you mean chip?")]
    [InlineData("{name: mine, exitsToEoi: lots}", "exitsToEoi of mine is \"lots\"; it must be a whole number from 0 to 1000")]
    [InlineData("{name: mine, chip: ioapic}", "chip of mine is \"ioapic\"; it must be one of none, io-apic, local, lapic, xt-pic")]
    [InlineData("{name: irq0-edge, like: irq0-level}", "irq0-edge is a built-in design; one's own needs another name")]
    [InlineData("{like: irq0-level}", "designs[0] lacks name")]
    [InlineData("{name: 'a,b'}", "designs[0].name is \"a,b\"; it must be letters")]
    [InlineData("{name: mine, flow: edge}", "flow of mine is edge, and boot: no-line means that there is no line")]
    [InlineData("{name: mine, like: irq0-edge, flow: none}", "flow of mine is none, and the design has a line")]
    [InlineData("{name: mine, like: pit-broadcast, oneShot: true}", "oneShot of mine must be false: the broadcast device is periodic")]
    [InlineData("{name: mine, like: native-lapic, oneShot: false}", "oneShot of mine is false; say why with periodicOnlyBecause")]
    [InlineData("{name: mine, like: native-lapic, runsAtAlarmRate: true}", "runsAtAlarmRate of mine is true; it needs source: alarm")]
    [InlineData("{name: mine, like: native-lapic, isAskedOfEveryKernel: true}", "isAskedOfEveryKernel of mine would do nothing")]
    [InlineData("{name: mine, like: vmi-own-vector, exitsToArm: 1}", "exitsToArm of mine would do nothing")]
    [InlineData("{name: mine, like: native-lapic, versions: 3}", "versions of mine is \"3\"; it must be all, or a mapping")]
    [InlineData("{name: mine, like: native-lapic, claims: {C5: {kept: true, why: x}}}",
        "claims of mine is not of that form; it must be a mapping of C1")]
    [InlineData("{name: mine, like: native-lapic, costs: {vm.exit: 4}}", "costs.vm.exit is \"4\"; it must be a duration")]
    [InlineData("{name: mine, like: native-lapic, costs: {vm.exti: 4us}}", "costs has no key \"vm.exti\"")]
    [InlineData("{name: mine, like: native-lapic, machine: {packages: 500}}", "under mine, machine.packages is 500; a machine of 256 CPUs")]
    [InlineData("{name: mine}, {name: mine}", "designs lists mine twice")]
    public void A_mistake_is_told_with_its_place_and_what_would_be_right(string designs, string message) =>
        Assert.Contains(message, Problems($"designs: [{designs}]"), StringComparison.Ordinal);

    [Fact]
    public void Machine_and_costs_are_others_under_one_design_alone()
    {
        Scenario scenario = Read(
            """
            machine: {cpus: 8}
            designs:
              - emulated-lapic
              - {name: slow, like: emulated-lapic, costs: {vm.exit: 4us}}
              - {name: small, like: emulated-lapic, machine: {cpus: 2}}
            """);
        DesignResult plain = Simulator.Run(scenario, "emulated-lapic", s_sequential), slow = Simulator.Run(scenario, "slow", s_sequential);
        Scenario slower = scenario with { Costs = scenario.Costs with { VmExit = 4_000 } };
        Assert.Equal(Simulator.Run(slower, "emulated-lapic", s_sequential).Digest, slow.Digest);
        Assert.NotEqual(plain.Digest, slow.Digest);
        Assert.Equal((80, 20), (plain.Ticks.Expected, Simulator.Run(scenario, "small", s_sequential).Ticks.Expected));
        Assert.Equal(4_000, scenario.Under("slow").Under("slow").Costs.VmExit);
    }

    [Fact]
    public void A_text_with_commas_is_written_so_that_it_reads_back()
    {
        OwnDesign own = new()
        {
            Name = "mine", Properties = new JsonObject { ["like"] = "irq0-edge", ["description"] = "one, two: three", ["approach"] = "5" },
        };
        Scenario read = Read(ScenarioWriter.Write(With(Given.Aligned(1), own)));
        Assert.Equal("one, two: three", DesignLibrary.Find(read, "mine")!.Description);
        Assert.Equal("5", DesignLibrary.Find(read, "mine")!.Approach);
    }
}
