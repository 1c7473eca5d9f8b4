using Tickstorm.Processes;
using Tickstorm.Scenarios;

namespace Tickstorm.Tests.Processes;

/// <summary>Whom the host lets run in place of a vCPU that spins.</summary>
public class DirectedYieldTests
{
    private const ReadyHow User = ReadyHow.None, Kernel = ReadyHow.InKernel, Woken = ReadyHow.Woken, Spun = ReadyHow.Spun | Kernel;

    [Theory]
    // The next one in the queue, whoever it is.
    [InlineData("2.6.38", 4, 4)]
    // In turn from the last one on.
    [InlineData("2.6.39", 4, 8)]
    [InlineData("2.6.39", 9, 1)]
    // Not who spun, at the first look.
    [InlineData("3.7", 0, 3)]
    // Not who was woken.
    [InlineData("3.10", 1, 4)]
    // Not who was preempted in user mode.
    [InlineData("4.14", 0, 4)]
    // Who was woken may have been woken for an interrupt that others wait for.
    [InlineData("5.3", 0, 3)]
    public void Whom_it_favours_is_decided_as_the_version_does(string kernel, int last, int favoured)
    {
        // From the head of the queue on: 4 in its kernel, 8 in user mode, 1 spun itself, 3 was woken.
        ReadyQueue queue = Queue((4, Kernel), (8, User), (1, Spun), (3, Woken));
        Assert.Equal(favoured, Choose(kernel, queue, last));
    }

    [Fact]
    public void Who_spun_is_passed_by_every_other_time()
    {
        ReadyQueue queue = Queue((1, Spun), (2, User));
        Assert.Equal([-1, 1, -1, 1], Enumerable.Range(0, 4).Select(_ => Choose("6.12", queue, 0)));
    }

    [Theory]
    [InlineData("5.12", -1)]
    [InlineData("5.13", 2)]
    public void An_interrupt_that_waits_counts_as_the_kernel_from_5_13_on(string kernel, int favoured) =>
        Assert.Equal(favoured, Choose(kernel, Queue((2, ReadyHow.HasInterrupt)), -1));

    [Fact]
    public void Who_is_taken_out_of_its_turn_leaves_the_others_in_theirs()
    {
        ReadyQueue queue = Queue((4, User), (8, User), (1, User));
        Assert.Equal(1, queue.Take(1).Cpu);
        Assert.Equal([4, 8], [queue.Take().Cpu, queue.Take().Cpu]);
    }

    private static int Choose(string kernel, ReadyQueue queue, int last) =>
        new DirectedYield(KernelVersion.Parse(kernel), cpus: 12).Choose(queue, last);

    private static ReadyQueue Queue(params (int Cpu, ReadyHow How)[] ready)
    {
        ReadyQueue queue = new(ready.Length + 1);
        // Somebody has been taken before, so that the ring goes round.
        queue.Add(11, 0, User);
        queue.Take();
        foreach ((int cpu, ReadyHow how) in ready) queue.Add(cpu, 0, how);
        return queue;
    }
}
