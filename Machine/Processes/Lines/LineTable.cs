using System.Runtime.InteropServices;
using Tickstorm.Engine;
using Tickstorm.Hardware;
using Tickstorm.Kernel;
using Tickstorm.Kernel.Boot;
using Tickstorm.Scenarios;

namespace Tickstorm.Processes.Lines;

/// <summary>The lines of a group, and what is no plain struct beside them: lock queues, spinners, devices, the IO-APIC.</summary>
internal sealed class LineTable
{
    public LineTable(Scenario scenario, Irq0Boot boot, Topology topology, int process, KernelSwitches kernel, Vectors vectors)
    {
        int count = 1 + scenario.Workload.Devices.Count;
        Lines = new LineState[count];
        Queues = new LockQueue[count];
        _isTouched = new bool[count];
        _touched = new int[count];
        DeviceNs = new long[count - 1];
        DeviceDraws = new uint[count - 1];
        MachineShape machine = scenario.Machine;
        IoApic = new IoApic(new IoApicOptions { Pins = machine.IoApicPins, Version = (byte)machine.IoApicVersion }, Outgoing);
        IoApicQueue = new LockQueue(scenario.Lock, topology, scenario.Run.Seed, process);
        Array.Fill(DeviceNs, long.MaxValue);
        for (int i = 0; i < count; i++)
        {
            DeviceLoad? device = i == 0 ? null : scenario.Workload.Devices[i - 1];
            int target = Math.Min(device?.Cpu ?? scenario.Tick.Timekeeper, machine.Cpus - 1);
            Lines[i] = new LineState
            {
                Flow = device is null ? boot.Flow : device.Level ? FlowKind.FastEoi : FlowKind.Edge,
                Chip = device is null ? boot.Chip : ChipKind.IoApic,
                LevelSource = device?.Level == true,
                Owner = -1,
                LastHolder = -1,
                Holder = -1,
                SingleTarget = device?.Cpu ?? (kernel.EdgeBusyWait ? scenario.Machine.Irq0Target : -1),
                Target = target,
                NextTarget = -1,
                AcquireNs = long.MaxValue,
                Pin = device?.Irq ?? Math.Min(scenario.Machine.MadtOverride ? 2 : 0, scenario.Machine.IoApicPins - 1),
            };
            Route(ref Lines[i], vectors.Line(i), target);
            Queues[i] = new LockQueue(scenario.Lock, topology, scenario.Run.Seed, process);
        }
    }

    // Lines that may differ from the saved table, and whether the IO-APIC's pins may: few are touched between two saves.
    private readonly bool[] _isTouched;
    private readonly int[] _touched;
    private int _touchedCount;
    private bool _arePinsTouched;

    public LineState[] Lines { get; }

    public LockQueue[] Queues { get; }

    /// <summary>Who waits for ioapic_lock, where its holder releases it: the kind is the line, or -1 for none.</summary>
    public LockQueue IoApicQueue { get; }

    /// <summary>Who waits without the lock until INPROGRESS is clear, in the order of their requests.</summary>
    public List<Spinner> Spinners { get; } = [];

    public long[] DeviceNs { get; }

    public uint[] DeviceDraws { get; }

    /// <summary>What the IO-APIC has sent and the group not yet passed on; empty between events.</summary>
    public PinMessages Outgoing { get; } = new();

    public IoApic IoApic { get; }

    /// <summary>A line, its queue, its device or the spinners are about to change.</summary>
    public void Touch(int line)
    {
        if (_isTouched[line]) return;
        _isTouched[line] = true;
        _touched[_touchedCount++] = line;
    }

    /// <summary>The IO-APIC is about to change.</summary>
    public void TouchPins() => _arePinsTouched = true;

    /// <summary>Everything is about to change.</summary>
    public void TouchAll()
    {
        for (int i = 0; i < Lines.Length; i++) Touch(i);
        TouchPins();
    }

    /// <summary>Copies what was touched to the saved table, which then is the same.</summary>
    public void SaveTo(LineTable saved) => CopyTouched(this, saved);

    /// <summary>Takes what was touched from the saved table, and is the same then.</summary>
    public void RestoreFrom(LineTable saved) => CopyTouched(saved, this);

    private void CopyTouched(LineTable from, LineTable to)
    {
        for (int t = 0; t < _touchedCount; t++)
        {
            int i = _touched[t];
            _isTouched[i] = false;
            to.Lines[i] = from.Lines[i];
            from.Queues[i].CopyTo(to.Queues[i]);
            if (i == 0) continue;
            to.DeviceNs[i - 1] = from.DeviceNs[i - 1];
            to.DeviceDraws[i - 1] = from.DeviceDraws[i - 1];
        }

        _touchedCount = 0;
        if (from.Spinners.Count + to.Spinners.Count > 0)
        {
            to.Spinners.Clear();
            to.Spinners.AddRange(from.Spinners);
        }

        from.IoApicQueue.CopyTo(to.IoApicQueue);
        if (_arePinsTouched) from.IoApic.CopyStateTo(to.IoApic);
        _arePinsTouched = false;
    }

    public void Write(BinaryWriter writer)
    {
        StructBytes.WriteAll<LineState>(writer, Lines);
        foreach (LockQueue queue in Queues) queue.Write(writer);
        IoApicQueue.Write(writer);
        StructBytes.WriteAll<Spinner>(writer, CollectionsMarshal.AsSpan(Spinners));
        StructBytes.WriteAll<long>(writer, DeviceNs);
        StructBytes.WriteAll<uint>(writer, DeviceDraws);
        IoApic.Write(writer);
    }

    public void Read(BinaryReader reader)
    {
        StructBytes.ReadInto(reader, Lines);
        foreach (LockQueue queue in Queues) queue.Read(reader);
        IoApicQueue.Read(reader);
        Spinners.Clear();
        Spinners.AddRange(StructBytes.ReadAll<Spinner>(reader));
        StructBytes.ReadInto(reader, DeviceNs);
        StructBytes.ReadInto(reader, DeviceDraws);
        IoApic.Read(reader);
        TouchAll();
    }

    // setup_IO_APIC_irqs: fixed delivery, physical destination, unmasked.
    private void Route(ref LineState line, byte vector, int cpu)
    {
        IoApic.WriteIndexed((byte)(0x11 + 2 * line.Pin), (uint)cpu << 24);
        IoApic.WriteIndexed((byte)(0x10 + 2 * line.Pin), vector | (line.LevelSource ? (uint)RedirectionEntry.Level : 0));
    }
}

/// <summary>A waiter that spins on a line's INPROGRESS flag.</summary>
internal struct Spinner
{
    public int Line;
    public Waiter Waiter;
}
