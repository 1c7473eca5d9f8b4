using Orleans.Placement;
using Tickstorm.Contracts.Processes;
using Tickstorm.Hardware;
using Tickstorm.Processes.Cores;

namespace Tickstorm.Grains.Processes;

/// <summary>A local APIC: takes its CPU's interrupt messages, and lends itself to the CPU.</summary>
[PreferLocalPlacement, Immovable(ImmovableKind.Any), CollectionAgeLimit(AlwaysActive = true)]
public sealed class LocalApicGrain(RunRegistry registry, ILocalSiloDetails silo) : Grain, ILocalApicGrain
{
    private long _epoch;
    private LocalApic _apic;
    private ApicLease? _lease;
    private bool _present, _lentAbroad;

    /// <inheritdoc/>
    public ValueTask<StartReply> Start(StartOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        if (order.Epoch < _epoch) return new(new StartReply(StepStatus.OldEpoch, 0));
        if (order.AtHome && !order.Home.Equals(silo.SiloAddress))
        {
            this.MoveTo(order.Home);
            return new(new StartReply(StepStatus.Elsewhere, 0));
        }

        int cpu = (int)this.GetPrimaryKeyLong(out string? run);
        if (registry.Find(run!) is not { } plan) return new(new StartReply(StepStatus.UnknownRun, 0));
        if (order.Epoch == _epoch && _present) return new(new StartReply(StepStatus.Done, 0));
        CoreProcess core = plan.CreateCore(cpu);
        if (order.State is not null) core.FromBytes(order.State);
        _apic = core.Apic;
        _epoch = order.Epoch;
        _present = true;
        _lease = null;
        return new(new StartReply(StepStatus.Done, 0));
    }

    /// <inheritdoc/>
    public ValueTask<ApicLease?> Borrow(long epoch, SiloAddress borrower)
    {
        ArgumentNullException.ThrowIfNull(borrower);
        if (epoch != _epoch || !_present) return new((ApicLease?)null);
        _lease ??= new ApicLease { Epoch = epoch, Apic = _apic };
        _lentAbroad = !borrower.Equals(silo.SiloAddress);
        return new(_lease);
    }

    /// <inheritdoc/>
    public ValueTask<StepStatus> Accept(Delivery delivery)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        if (delivery.Step.Epoch < _epoch) return new(StepStatus.OldEpoch);
        if (delivery.Step.Epoch > _epoch || _lease is null) return new(StepStatus.NotStarted);
        if (_lentAbroad) return Cpu().Forward(delivery);
        _lease.Deliver(Deliveries.Newer(_lease.Latest, delivery));
        return new(StepStatus.Done);
    }

    /// <inheritdoc/>
    public ValueTask GiveBack(long epoch, LocalApic apic)
    {
        if (epoch != _epoch || _lease is null) return default;
        _apic = apic;
        _lease = null;
        return default;
    }

    /// <inheritdoc/>
    public ValueTask Stop(long epoch)
    {
        if (epoch < _epoch) return default;
        _present = false;
        _lease = null;
        DeactivateOnIdle();
        return default;
    }

    /// <inheritdoc/>
    public async ValueTask<Inspection> Inspect(long committedWindow, long nowNs)
    {
        string here = silo.SiloAddress.ToParsableString();
        if (!_present) return new Inspection { Silo = here };
        LocalApic apic = _lease is null ? _apic : await Cpu().ReadApic(committedWindow);
        IReadOnlyList<(string Name, string Value)> rows = ApicTable.Of(apic, nowNs);
        return new Inspection
        {
            Present = true, Silo = here, Names = [.. rows.Select(r => r.Name)], Values = [.. rows.Select(r => r.Value)],
        };
    }

    private IVirtualCpuGrain Cpu()
    {
        long cpu = this.GetPrimaryKeyLong(out string? run);
        return GrainFactory.GetGrain<IVirtualCpuGrain>(cpu, run!);
    }
}
