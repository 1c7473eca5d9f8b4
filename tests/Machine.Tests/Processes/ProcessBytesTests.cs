using Tickstorm.Engine;
using Tickstorm.Kernel.Designs;
using Tickstorm.Processes;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tests.Engine;

namespace Tickstorm.Tests.Processes;

/// <summary>Whatever state a process is in: its bytes are all of it, and so is what it saves.</summary>
public class ProcessBytesTests
{
    private const int Seeds = 40;

    [Fact]
    public void A_process_that_is_read_from_its_bytes_goes_on_like_the_one_that_wrote_them() => ForEach((plan, number, process, end) =>
    {
        byte[] bytes = process.ToBytes();
        LogicalProcess copy = plan.Create(number);
        copy.FromBytes(bytes);
        Assert.Equal(bytes, copy.ToBytes());
        Assert.Equal((process.Hash, process.NextLocalNs), (copy.Hash, copy.NextLocalNs));
        Assert.Equal(process.Describe(end), copy.Describe(end));
        Assert.Equal(GoOn(plan, process, end), GoOn(plan, copy, end));
        Assert.Equal(process.ToBytes(), copy.ToBytes());
    });

    [Fact]
    public void A_process_that_is_restored_is_as_it_was_when_it_was_saved() => ForEach((plan, _, process, end) =>
    {
        byte[] bytes = process.ToBytes();
        process.Save();
        for (int i = 0; i < 2; i++)
        {
            GoOn(plan, process, end);
            process.Restore();
            Assert.Equal(bytes, process.ToBytes());
        }
    });

    [Fact]
    public void Bytes_that_end_early_are_refused() => ForEach((plan, number, process, _) =>
    {
        byte[] bytes = process.ToBytes();
        Assert.ThrowsAny<IOException>(() => plan.Create(number).FromBytes(bytes[..(bytes.Length * 2 / 3)]));
    });

    // All processes of random machines that have run for a random part of their time.
    private static void ForEach(Action<MachinePlan, int, LogicalProcess, long> check)
    {
        for (int seed = 700; seed < 700 + Seeds; seed++)
        {
            (Scenario scenario, string name) = (seed % 4) switch
            {
                0 => RandomScenario.MakeMoving(seed),
                1 => RandomScenario.MakeHosted(seed),
                _ => RandomScenario.Make(seed),
            };
            Design design = DesignLibrary.Find(name)!;
            if (scenario.Machine.Cpus > 20 || Simulator.WhyNot(scenario, design) is not null) continue;
            MachinePlan plan = new(scenario, design);
            ProcessModel model = new(plan);
            long end = 1 + (scenario.Run.DurationNs * (seed % 7) / 7);
            SequentialEngine.Run(model, end);
            for (int p = 0; p < plan.ProcessCount; p++) check(plan, p, model[p], end);
        }
    }

    private static Message[] GoOn(MachinePlan plan, LogicalProcess process, long from)
    {
        Effects effects = new(new Engine.Links(), plan.Publish());
        process.Execute(from + 3_000_000, [], effects);
        return effects.Messages[..effects.MessageCount];
    }
}
