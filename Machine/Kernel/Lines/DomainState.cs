using Tickstorm.Engine;
using Tickstorm.Kernel.Boot;
using Tickstorm.Scenarios;

namespace Tickstorm.Kernel.Lines;

/// <summary>Everything that executing the interrupt domain may write.</summary>
internal sealed class DomainState
{
    private readonly Func<DomainState> _another;

    public DomainState(Scenario scenario, Irq0Boot boot, Topology topology, int process)
    {
        _another = () => new DomainState(scenario, boot, topology, process);
        int count = 1 + scenario.Workload.Devices.Count;
        Lines = new LineState[count];
        Queues = new LockQueue[count];
        DeviceNs = new long[count - 1];
        DevicePins = new DevicePin[count - 1];
        Array.Fill(DeviceNs, long.MaxValue);
        for (int i = 0; i < count; i++)
        {
            DeviceLoad? device = i == 0 ? null : scenario.Workload.Devices[i - 1];
            Lines[i] = new LineState
            {
                Flow = device is null ? boot.Flow : device.Level ? FlowKind.FastEoi : FlowKind.Edge,
                Chip = device is null ? boot.Chip : ChipKind.IoApic,
                LevelSource = device?.Level == true,
                Owner = -1,
                LastHolder = -1,
                SingleTarget = device?.Cpu ?? (scenario.Kernel == KernelEra.Linux617 ? scenario.Machine.Irq0Target : -1),
                AcquireNs = long.MaxValue,
            };
            Queues[i] = new LockQueue(scenario.Lock, topology, scenario.Run.Seed, process);
        }
    }

    public LineState[] Lines { get; }

    public LockQueue[] Queues { get; }

    public List<(int Line, Waiter Waiter)> Spinners { get; } = [];

    public long[] DeviceNs { get; }

    public DevicePin[] DevicePins { get; }

    public ulong Hash = EventHash.Start;
    public uint Sequence;
    public uint TraceSequence;
    public long IoApicFreeNs;
    public long IoApicAcquisitions;
    public long Mis;
    public long PinMessages;
    public int OperationsBegun;

    public DomainState Clone()
    {
        DomainState copy = _another();
        CopyTo(copy);
        return copy;
    }

    public void CopyTo(DomainState other)
    {
        Lines.CopyTo(other.Lines, 0);
        for (int i = 0; i < Queues.Length; i++) Queues[i].CopyTo(other.Queues[i]);
        other.Spinners.Clear();
        other.Spinners.AddRange(Spinners);
        DeviceNs.CopyTo(other.DeviceNs, 0);
        DevicePins.CopyTo(other.DevicePins, 0);
        other.Hash = Hash;
        other.Sequence = Sequence;
        other.TraceSequence = TraceSequence;
        other.IoApicFreeNs = IoApicFreeNs;
        other.IoApicAcquisitions = IoApicAcquisitions;
        other.Mis = Mis;
        other.PinMessages = PinMessages;
        other.OperationsBegun = OperationsBegun;
    }
}

/// <summary>A device and its IO-APIC pin.</summary>
internal struct DevicePin
{
    /// <summary>The device asserts its line.</summary>
    public bool Asserted;

    /// <summary>Remote IRR: a level message was accepted and its EOI is outstanding.</summary>
    public bool RemoteIrr;

    public uint Draws;
    public long Raised, Lost;
}
