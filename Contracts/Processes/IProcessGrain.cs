using Orleans.CodeGeneration;
using Tickstorm.Engine;

namespace Tickstorm.Contracts.Processes;

/// <summary>A grain that owns one logical process of a run. Its key is the process's number and the run.</summary>
[Alias("tickstorm.process"), Version(1)]
public interface IProcessGrain : IGrainWithIntegerCompoundKey
{
    /// <summary>Takes a state and belongs to an epoch from now on.</summary>
    [Alias("start"), ResponseTimeout(Patience.WithAGrain)]
    ValueTask<StartReply> Start(StartOrder order);

    /// <summary>Executes the settled window once more, with its trace; the state is the same afterwards.</summary>
    [Alias("trace"), ResponseTimeout(Patience.WithAGrain)]
    ValueTask<TracedWindow> Trace(StepId step, long untilNs);

    /// <summary>Its state after the last committed window.</summary>
    [Alias("save"), ResponseTimeout(Patience.WithAGrain)]
    ValueTask<SavedState> Save(long epoch, long committedWindow);

    /// <summary>Forgets the run.</summary>
    [Alias("stop"), ResponseTimeout(Patience.WithAGrain)]
    ValueTask Stop(long epoch);

    /// <summary>Its state at the last commit, as text.</summary>
    [Alias("inspect-at")]
    ValueTask<Inspection> Inspect(long epoch, long committedWindow, long nowNs);
}

/// <summary>A process that many cores share: everything but a core. It gets its messages with the order to execute.</summary>
[Alias("tickstorm.shared-process"), Version(1)]
public interface ISharedProcessGrain : IProcessGrain
{
    /// <summary>
    /// Executes its window with the messages that it has in it; null for none. One turn, however many there are. A repeated order gets the
    /// stored answer.
    /// </summary>
    [Alias("execute"), ResponseTimeout(Patience.WithAGrain)]
    ValueTask<StepReply> Execute(StepId step, long untilNs, Delivery? delivery);
}

/// <summary>A virtual CPU. It borrows its local APIC, and executes both.</summary>
[Alias("tickstorm.virtual-cpu"), Version(1)]
public interface IVirtualCpuGrain : IProcessGrain
{
    /// <summary>
    /// Executes its window with the messages that its local APIC has taken: one turn, however many interrupts there are in it. A repeated
    /// order gets the stored answer.
    /// </summary>
    /// <param name="step">Which execution it is.</param>
    /// <param name="untilNs">The window's end, exclusive, ns.</param>
    /// <param name="published">What it reads of the published value; null where nothing is published.</param>
    [Alias("execute"), ResponseTimeout(Patience.WithAGrain)]
    ValueTask<StepReply> Execute(StepId step, long untilNs, PublishedWrite[]?[]? published);

    /// <summary>Messages that its local APIC, in another silo, has taken.</summary>
    [Alias("forward"), ResponseTimeout(Patience.WithAGrain)]
    ValueTask<StepStatus> Forward(Delivery delivery);

    /// <summary>The registers at the last commit.</summary>
    [Alias("read-apic-at"), ResponseTimeout(Patience.WithAGrain), Orleans.Concurrency.AlwaysInterleave]
    ValueTask<Hardware.LocalApic> ReadApic(long epoch, long committedWindow);
}

/// <summary>
/// The mailbox of a local APIC, the only address of a CPU's interrupt messages, and the lease of its registers: the CPU borrows them when
/// it starts, and the copy that it executes accepts what is in the mailbox.
/// </summary>
[Alias("tickstorm.local-apic-grain"), Version(1)]
public interface ILocalApicGrain : IGrainWithIntegerCompoundKey
{
    /// <summary>Takes the messages of the open window, in place of those delivered before.</summary>
    [Alias("accept"), ResponseTimeout(Patience.WithAGrain)]
    ValueTask<StepStatus> Accept(Delivery delivery);

    /// <summary>Takes a state and belongs to an epoch from now on.</summary>
    [Alias("start"), ResponseTimeout(Patience.WithAGrain)]
    ValueTask<StartReply> Start(StartOrder order);

    /// <summary>Lends itself to its CPU; null when it is not started in this epoch.</summary>
    [Alias("borrow"), ResponseTimeout(Patience.WithAGrain)]
    ValueTask<ApicLease?> Borrow(long epoch, Orleans.Runtime.SiloAddress borrower);

    /// <summary>Its CPU gives it back.</summary>
    [Alias("give-back"), ResponseTimeout(Patience.WithAGrain)]
    ValueTask GiveBack(long epoch, Hardware.LocalApic apic);

    /// <summary>Forgets the run.</summary>
    [Alias("stop"), ResponseTimeout(Patience.WithAGrain)]
    ValueTask Stop(long epoch);

    /// <summary>Its registers at the last commit, as text.</summary>
    [Alias("inspect-at")]
    ValueTask<Inspection> Inspect(long epoch, long committedWindow, long nowNs);
}

/// <summary>An IO-APIC with its lock and the lines routed to it.</summary>
[Alias("tickstorm.io-apic"), Version(1)]
public interface IIoApicGrain : ISharedProcessGrain;

/// <summary>A line that no IO-APIC routes: a line group of its own.</summary>
[Alias("tickstorm.line"), Version(1)]
public interface IInterruptLineGrain : ISharedProcessGrain;

/// <summary>A lock of the kernel.</summary>
[Alias("tickstorm.kernel-lock"), Version(1)]
public interface IKernelLockGrain : ISharedProcessGrain;

/// <summary>A host CPU that vCPUs share.</summary>
[Alias("tickstorm.host-cpu"), Version(1)]
public interface IHostCpuGrain : ISharedProcessGrain;

/// <summary>The legacy devices.</summary>
[Alias("tickstorm.legacy"), Version(1)]
public interface ILegacyDevicesGrain : ISharedProcessGrain;
