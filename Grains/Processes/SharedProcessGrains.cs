using Tickstorm.Contracts.Processes;

namespace Tickstorm.Grains.Processes;

/// <summary>A process that is its own mailbox: everything but a core.</summary>
public abstract class SharedProcessGrain(RunRegistry registry, ILocalSiloDetails silo) : ProcessGrain(registry, silo), IMailbox
{
    private Delivery? _latest;

    private protected override Delivery? Inbox => _latest;

    /// <inheritdoc/>
    public ValueTask<StepStatus> Accept(Delivery delivery)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        if (delivery.Step.Epoch < Epoch) return new(StepStatus.OldEpoch);
        if (delivery.Step.Epoch > Epoch || Executor is null) return new(StepStatus.NotStarted);
        _latest = Deliveries.Newer(_latest, delivery);
        return new(StepStatus.Done);
    }

    /// <inheritdoc/>
    public override ValueTask<StepReply> Execute(StepId step, long untilNs) =>
        new(Executor is null ? WindowExecutor.Refused(StepStatus.NotStarted) : Executor.Execute(step, untilNs, _latest));
}

/// <summary>Deliveries that come late do not replace newer ones.</summary>
internal static class Deliveries
{
    public static Delivery Newer(Delivery? held, Delivery came)
    {
        if (held is null || came.Step.Epoch != held.Step.Epoch) return came;
        bool older = came.Step.Window < held.Step.Window || (came.Step.Window == held.Step.Window && came.Step.Round < held.Step.Round);
        return older ? held : came;
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
