using Tickstorm.Engine;
using Tickstorm.Kernel.Designs;
using Tickstorm.Processes;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tests.Kernel;

namespace Tickstorm.Tests.Processes;

/// <summary>No process executes for ever without progress in time: each says who it is, when, and which key to look at.</summary>
public class LivelockTests
{
    private static readonly MachinePlan s_plan = new(
        Given.Aligned(1) with { Workload = new Workload { Host = new HostLoad { Cpus = 1 } } }, DesignLibrary.Find("irq0-edge")!);

    [Theory]
    [InlineData(ProcessKind.Core, MessageKind.Acknowledge, "CPU 0", "tick.handler")]
    [InlineData(ProcessKind.IoApic, MessageKind.Deassert, "the line group", "costs.line.lockHold")]
    [InlineData(ProcessKind.Lock, MessageKind.Xtime, "the xtime lock", "costs.xtime.lockHold")]
    [InlineData(ProcessKind.HostCpu, MessageKind.Yield, "host CPU 0", "workload.host.slice")]
    public void A_flood_of_messages_in_one_microsecond_is_a_livelock(ProcessKind kind, int message, string name, string key)
    {
        int number = Enumerable.Range(0, s_plan.ProcessCount).First(p => s_plan.KindOf(p) == kind);
        LogicalProcess process = s_plan.Create(number);
        process.Execute(1, [], new Effects(new Engine.Links()));
        Message[] flood = new Message[1_000_002];
        for (int i = 0; i < flood.Length; i++) flood[i] = new Message { Time = 500, Sequence = (uint)i, Target = number, Kind = message };
        Says(Assert.Throws<LivelockException>(() => process.Execute(600, flood, new Effects(new Engine.Links()))), name, 500, key);
    }

    [Fact]
    public void Local_events_that_follow_each_other_without_end_are_a_livelock_too() =>
        Says(Assert.Throws<LivelockException>(() => new Spinning(stepNs: 0).Execute(600, [], new Effects(new Engine.Links()))), "a " +
            "clock", 500, "tick.hz");

    [Fact]
    public void Events_that_advance_the_clock_are_none()
    {
        Effects effects = new(new Engine.Links());
        new Spinning(stepNs: 1).Execute(500 + 1_200_000, [], effects);
        Assert.Equal(1_200_000, effects.Executed);
    }

    [Fact]
    public void The_legacy_block_refuses_messages_by_its_name()
    {
        int number = Enumerable.Range(0, s_plan.ProcessCount).First(p => s_plan.KindOf(p) == ProcessKind.Legacy);
        Message message = new() { Time = 5, Target = number, Kind = MessageKind.Wake };
        BrokenRunException refusal =
            Assert.Throws<BrokenRunException>(() => s_plan.Create(number).Execute(6, [message], new Effects(new Engine.Links())));
        Assert.Equal($"The legacy block got a message of kind {MessageKind.Wake} at 5 ns.", refusal.Message);
    }

    private static void Says(LivelockException livelock, string name, long time, string key)
    {
        foreach (string part in (string[])[name, $"{time} ns", key]) Assert.Contains(part, livelock.Message, StringComparison.Ordinal);
    }

    private sealed class Spinning(long stepNs) : SharedProcess("a clock", "tick.hz")
    {
        private long _nextNs = 500;

        public override long NextLocalNs => _nextNs;

        public override ulong Hash => 0;

        public override void Save() { }

        public override void Restore() { }

        public override void Write(BinaryWriter writer) { }

        public override void Read(BinaryReader reader) { }

        public override IReadOnlyList<(string Name, string Value)> Describe(long nowNs) => [];

        protected override void OnMessage(in Message message, Effects effects) { }

        protected override void OnLocal(long now, Effects effects) => _nextNs += stepNs;
    }
}
