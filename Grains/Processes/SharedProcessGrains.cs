using Tickstorm.Contracts.Processes;

namespace Tickstorm.Grains.Processes;

/// <summary>A process that many cores share: everything but a core. Its messages come with the order to execute.</summary>
public abstract class SharedProcessGrain(RunRegistry registry, ILocalSiloDetails silo) : ProcessGrain(registry, silo), ISharedProcessGrain
{
    private Delivery? _latest;

    private protected override Delivery? Inbox => _latest;

    /// <inheritdoc/>
    public ValueTask<StepReply> Execute(StepId step, long untilNs, Delivery? delivery)
    {
        if (Executor is null) return new(WindowExecutor.Refused(StepStatus.NotStarted));
        StepReply reply = Executor.Execute(step, untilNs, delivery);
        // Kept for the trace of the settled window. A late order, which is refused, does not replace it.
        if (reply.Status == StepStatus.Done) _latest = delivery;
        return new(reply);
    }
}

/// <summary>An IO-APIC with its lock and lines.</summary>
public sealed class IoApicGrain(RunRegistry registry, ILocalSiloDetails silo) : SharedProcessGrain(registry, silo), IIoApicGrain;

/// <summary>A line that no IO-APIC routes.</summary>
public sealed class InterruptLineGrain(RunRegistry registry, ILocalSiloDetails silo) : SharedProcessGrain(registry, silo),
    IInterruptLineGrain;

/// <summary>A lock of the kernel.</summary>
public sealed class KernelLockGrain(RunRegistry registry, ILocalSiloDetails silo) : SharedProcessGrain(registry, silo), IKernelLockGrain;

/// <summary>A host CPU that vCPUs share.</summary>
public sealed class HostCpuGrain(RunRegistry registry, ILocalSiloDetails silo) : SharedProcessGrain(registry, silo), IHostCpuGrain;

/// <summary>The legacy devices.</summary>
public sealed class LegacyDevicesGrain(RunRegistry registry, ILocalSiloDetails silo) : SharedProcessGrain(registry, silo),
    ILegacyDevicesGrain;
