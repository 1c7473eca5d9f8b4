using Tickstorm.Engine;
using Tickstorm.Engine.Window;
using Tickstorm.Kernel.Designs;
using Tickstorm.Processes;
using Tickstorm.Simulation;
using Tickstorm.Tests.Kernel;

namespace Tickstorm.Tests.Engine;

/// <summary>Models that break the rules are stopped with a reason.</summary>
public class FaultTests
{
    [Fact]
    public void A_lookahead_violation_names_link_times_and_key()
    {
        foreach (Action<ISimulationModel> run in Engines())
        {
            LookaheadViolationException violation = Assert.Throws<LookaheadViolationException>(
                () => run(new Faulty(200, deliverAfterNs: 9)));
            Assert.Equal((1_000, 1_009, 10), (violation.NowNs, violation.DeliverAtNs, violation.LookaheadNs));
            foreach (string part in (string[])["process 130", "process 131", "1000 ns", "1009 ns", "10 ns", "'a road'", "roads.length"])
                Assert.Contains(part, violation.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_violation_of_a_model_without_a_scenario_names_no_key()
    {
        Effects effects = new(new PholdModel(new PholdParameters()));
        Message early = new() { Time = 8, Source = 1, Target = 2 };
        string said = Assert.Throws<LookaheadViolationException>(() => effects.Send(7, early)).Message;
        Assert.Contains("the link from process 1 to process 2", said, StringComparison.Ordinal);
        Assert.DoesNotContain("key", said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_just_at_the_lookahead_is_allowed()
    {
        foreach (Action<ISimulationModel> run in Engines())
        {
            Faulty model = new(200, deliverAfterNs: 10);
            run(model);
            Assert.NotEqual(EventHash.Start, model.Hash(131));
        }
    }

    [Fact]
    public void What_a_model_throws_on_a_worker_reaches_the_caller()
    {
        foreach (Action<ISimulationModel> run in Engines())
            Assert.Equal("no more", Assert.Throws<NotSupportedException>(() => run(new Faulty(200, deliverAfterNs: -1))).Message);
    }

    [Fact]
    public void A_cpu_that_makes_no_headway_is_a_livelock_with_name_time_and_key()
    {
        SmpMachine machine = new(Given.Aligned(1), DesignLibrary.Find("native-lapic")!);
        machine.Prepare(1);
        Message[] flood = new Message[1_000_002];
        for (int i = 0; i < flood.Length; i++)
            flood[i] = new Message { Time = 5_000, Source = 1, Sequence = (uint)i, Kind = MessageKind.Acknowledge };
        LivelockException livelock = Assert.Throws<LivelockException>(() => machine.Execute(0, 6_000, flood, new Effects(new Links())));
        foreach (string part in (string[])["CPU 0", "5000 ns", "tick.handler"])
            Assert.Contains(part, livelock.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_million_events_that_do_make_headway_are_no_livelock()
    {
        SmpMachine machine = new(Given.Aligned(1), DesignLibrary.Find("native-lapic")!);
        machine.Prepare(1);
        Message[] stream = new Message[1_200_000];
        for (int i = 0; i < stream.Length; i++)
            stream[i] = new Message { Time = 5_000 + (i / 2), Source = 1, Sequence = (uint)i, Kind = MessageKind.Acknowledge };
        Effects effects = new(new Links());
        machine.Execute(0, 900_000, stream, effects);
        Assert.Equal(stream.Length, effects.Executed);
    }

    private static IEnumerable<Action<ISimulationModel>> Engines()
    {
        yield return model => SequentialEngine.Run(model, 1_000_000);
        foreach (int threads in Agreement.Threads)
            yield return model => ParallelEngine.Run(model, 1_000_000, new WindowOptions { Threads = threads, SmallWindow = 0 });
    }

    /// <summary>Process 130 sends one message at 1,000 ns, sooner or later than its lookahead of 10 ns allows; or throws.</summary>
    private sealed class Faulty : StructModel<Faulty.Process>
    {
        private readonly long _deliverAfterNs;

        public Faulty(int processes, long deliverAfterNs) : base(processes)
        {
            _deliverAfterNs = deliverAfterNs;
            for (int p = 0; p < processes; p++)
                States[p] = new Process { Hash = EventHash.Start, NextNs = p == 130 ? 1_000 : long.MaxValue };
        }

        public override long MinLookaheadNs => 10;

        public override Link LinkOf(in Message message) => new("a road", "roads.length");

        protected override void OnLocal(int process, ref Process state, long now, Effects effects)
        {
            if (_deliverAfterNs < 0) throw new NotSupportedException("no more");
            effects.Send(now, new Message { Time = now + _deliverAfterNs, Source = process, Target = process + 1 });
            state.NextNs = long.MaxValue;
        }

        protected override void OnMessage(int process, ref Process state, in Message message, Effects effects) { }

        internal struct Process : IProcessState
        {
            public ulong Hash { get; set; }

            public long NextNs { get; set; }

            public uint Traced { get; set; }
        }
    }
}
