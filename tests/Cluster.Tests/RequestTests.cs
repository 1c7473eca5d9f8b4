using Tickstorm.Contracts.Runs;
using Tickstorm.Scenarios;
using Tickstorm.Tests.Support;

namespace Tickstorm.Tests;

public class RequestTests
{
    private const string Design = "irq0-edge";

    // It is cancelled long before its end.
    private static readonly Scenario s_endless = Endless();

    [Fact]
    public async Task What_is_refused_is_refused_with_a_code_and_a_sentence()
    {
        await using TestSilos cluster = await TestSilos.Start(1);
        IMachineGrain machine = cluster.Machine("asked");
        Refused(RunAnswerCode.NoSuchRun, await machine.Pause());
        Refused(RunAnswerCode.BadRequest, await machine.Start(TestSilos.Request(s_endless, "no-such-design")));
        RunRequest request = TestSilos.Request(s_endless, Design);
        Assert.Equal(new RunAnswer(null, RunAnswerCode.Done), await machine.Start(request));
        Refused(RunAnswerCode.StartedBefore, await machine.Start(request));
        Refused(RunAnswerCode.NotPaused, await machine.Resume());
        Assert.True((await machine.Cancel()).Done);
        await cluster.End("asked");
        Refused(RunAnswerCode.HasEnded, await machine.Pause());
        Refused(RunAnswerCode.HasEnded, await machine.Resume());
        Refused(RunAnswerCode.HasEnded, await machine.Cancel());
    }

    [Fact]
    public async Task Who_watches_hears_of_a_pause_and_of_the_end_though_nothing_happens_for_a_while()
    {
        await using TestSilos cluster = await TestSilos.Start(1);
        IMachineGrain machine = cluster.Machine("watched");
        Assert.True((await machine.Start(TestSilos.Request(s_endless, Design))).Done);
        Task<RunAnswer>? pause = null, cancel = null;
        RunStatus last = RunStatus.Unknown;
        await foreach (RunProgress now in machine.Watch())
        {
            last = now.Status;
            if (now.HasEnded) break;
            pause ??= machine.Pause();
            if (now.Status == RunStatus.Paused) cancel ??= CancelLater(machine);
        }

        Assert.Equal(RunStatus.Cancelled, last);
        Assert.True((await pause!).Done && (await cancel!).Done);
    }

    // The watcher has nothing to hear meanwhile.
    private static async Task<RunAnswer> CancelLater(IMachineGrain machine)
    {
        await Task.Delay(300);
        return await machine.Cancel();
    }

    private static void Refused(RunAnswerCode code, RunAnswer answer)
    {
        Assert.Equal(code, answer.Code);
        Assert.False(answer.Done);
        Assert.NotEmpty(answer.Refusal!);
    }

    private static Scenario Endless()
    {
        Scenario scenario = TestMachines.Load("ipi-random", mostCpus: 16);
        return scenario with { Run = scenario.Run with { DurationNs = 3_600_000_000_000 } };
    }
}
