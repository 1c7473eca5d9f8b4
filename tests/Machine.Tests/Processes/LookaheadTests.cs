using Tickstorm.Engine;
using Tickstorm.Kernel.Designs;
using Tickstorm.Processes;
using Tickstorm.Scenarios;
using Tickstorm.Scenarios.Yaml;
using Tickstorm.Simulation;
using Tickstorm.Tests.Engine;

namespace Tickstorm.Tests.Processes;

/// <summary>One list of lookaheads: printed, promised to the engine, and kept by every message.</summary>
public class LookaheadTests
{
    [Fact]
    public void Each_message_of_a_random_machine_is_on_a_link_of_the_list_and_takes_its_time_at_least()
    {
        HashSet<string> seen = [];
        for (int seed = 800; seed < 860; seed++)
        {
            (Scenario scenario, string name) = seed % 4 == 0 ? RandomScenario.MakeMoving(seed) : RandomScenario.Make(seed);
            Design design = DesignLibrary.Find(name)!;
            if (scenario.Machine.Cpus > 20 || Simulator.WhyNot(scenario, design) is not null) continue;
            MachinePlan plan = new(scenario, design);
            Assert.Equal(plan.Lookaheads.All.Min(link => link.Ns), plan.MinLookaheadNs);
            Assert.All(plan.Lookaheads.All, link => Assert.NotNull(ScenarioKeys.Find(link.Key)));
            Watched model = new(plan, (now, message) =>
            {
                Lookahead link = plan.Lookaheads.Of(in message);
                seen.Add(link.Key);
                Assert.Contains(link, plan.Lookaheads.All);
                Assert.True(
                    message.Time - now >= link.Ns, $"seed {seed}, {name}, kind {message.Kind}: {message.Time - now} ns on {link}");
            });
            SequentialEngine.Run(model, scenario.Run.DurationNs / 3);
        }

        Assert.Superset(
            new HashSet<string>
            {
                "costs.entry", "costs.line.lockHold", "tick.handler", "costs.ipi.coreGroup", "costs.ioApic.write", "workload.devices",
                "workload.host.switch", "costs.vector.assign",
            },
            seen);
    }

    [Fact]
    public void Only_a_link_that_is_used_is_listed()
    {
        Scenario plain = Kernel.Given.Aligned(2);
        Assert.DoesNotContain(
            Keys(plain, "native-lapic"), key => key is "costs.chip.ioApic.quirk" or "workload.host.switch" or "workload.devices");
        Assert.Contains("costs.chip.ioApic.quirk", Keys(plain, "irq0-percpu-io-apic-chip"));
        Scenario full = plain with { Workload = new Workload { Host = new HostLoad { Cpus = 1 }, Devices = [new DeviceLoad { Irq = 5 }] } };
        Assert.Superset(new HashSet<string> { "workload.host.switch", "workload.devices" }, Keys(full, "native-lapic").ToHashSet());
    }

    private static IEnumerable<string> Keys(Scenario scenario, string design) =>
        new Lookaheads(scenario, DesignLibrary.Find(design)!).All.Select(link => link.Key);

    // Tells of each message with the time at which it was sent.
    private sealed class Watched(MachinePlan plan, Action<long, Message> sent) : ISimulationModel
    {
        private readonly ProcessModel _model = new(plan);

        public int ProcessCount => _model.ProcessCount;

        public long MinLookaheadNs => _model.MinLookaheadNs;

        public Publications Publications => _model.Publications;

        public ReadOnlySpan<PublishedWrite> Published(int value) => _model.Published(value);

        public long NextLocalNs(int process) => _model.NextLocalNs(process);

        public void Execute(int process, long untilNs, ReadOnlySpan<Message> inbox, Effects effects)
        {
            int before = effects.MessageCount;
            _model.Execute(process, untilNs, inbox, effects);
            // The reference engine executes one point in time after another.
            foreach (Message message in effects.Messages[before..effects.MessageCount]) sent(untilNs - 1, message);
        }

        public ulong Hash(int process) => _model.Hash(process);

        public IStateStore CreateStateStore() => _model.CreateStateStore();

        public void Fold(int worker, int process, ReadOnlySpan<Statistic> statistics) { }

        public void Prepare(int workers) { }

        public void CheckInvariants(int process) { }
    }
}
