using System.Runtime.InteropServices;
using Tickstorm.Engine;
using Tickstorm.Hardware;
using Tickstorm.Kernel;
using Tickstorm.Kernel.Boot;
using Tickstorm.Scenarios;

namespace Tickstorm.Processes.Lines;

/// <summary>The lines of a group, and what is no plain struct beside them: lock queues, spinners, the IO-APIC.</summary>
internal sealed class LineTable
{
    // Lines that may differ from the saved table, and whether the IO-APIC's pins may: few are touched between two saves.
    private readonly bool[] _isTouched;
    private readonly int[] _touched, _slots;
    private readonly List<LineCount>[] _kstat;
    private int _touchedCount;
    private bool _arePinsTouched;

    public LineTable(
        Scenario scenario, Irq0Boot boot, Topology topology, int process, KernelSwitches kernel, VectorPlan vectors, int[] numbers)
    {
        int count = numbers.Length;
        Lines = new LineState[count];
        Queues = new LockQueue[count];
        _isTouched = new bool[count];
        _touched = new int[count];
        _slots = new int[scenario.Workload.Devices.Count + 1];
        _kstat = [.. numbers.Select(number => CpusOf(scenario, number).Select(cpu => new LineCount { Cpu = cpu }).ToList())];
        Array.Fill(_slots, -1);
        MachineShape machine = scenario.Machine;
        int pins = numbers[0] == 0 ? machine.IoApicPins : 1;
        IoApic = new IoApic(new IoApicOptions { Pins = pins, Version = (byte)machine.IoApicVersion }, Outgoing);
        IoApicQueue = new LockQueue(scenario.Lock, topology, scenario.Run.Seed, process);
        for (int i = 0; i < count; i++)
        {
            int number = numbers[i];
            _slots[number] = i;
            DeviceLoad? device = number == 0 ? null : scenario.Workload.Devices[number - 1];
            int target = Math.Min(device?.Cpu ?? scenario.Tick.Timekeeper, machine.Cpus - 1);
            DeviceKind kind = device?.Kind ?? DeviceKind.Pin;
            Lines[i] = new LineState
            {
                Number = number,
                Kind = kind,
                Flow = device is null ? boot.Flow : device.Level || kind == DeviceKind.Lpi ? FlowKind.FastEoi : FlowKind.Edge,
                Chip = device is null ? boot.Chip : ChipKind.IoApic,
                Flags = kind == DeviceKind.Lpi && kernel.FastEoiResends ? LineFlags.ResendsInProgress : LineFlags.None,
                LevelSource = device?.Level == true,
                Owner = -1,
                LastHolder = -1,
                Holder = -1,
                SingleTarget = device?.Cpu ?? (kernel.EdgeBusyWait ? scenario.Machine.Irq0Target : -1),
                Target = target,
                NextTarget = -1,
                AcquireNs = long.MaxValue,
                DeviceNs = long.MaxValue,
                Vector = vectors.VectorOf(number),
                Pin = kind != DeviceKind.Pin ? 0 : device?.Irq ?? RoutedPins.OfIrq0(machine),
                Message = new MessageState
                {
                    OldTarget = target, OldVector = vectors.VectorOf(number), IsMaskable = kind == DeviceKind.MsiX,
                    MaskedNs = long.MaxValue,
                },
            };
            if (kind == DeviceKind.Pin) Route(ref Lines[i], target);
            Queues[i] = new LockQueue(scenario.Lock, topology, scenario.Run.Seed, process);
        }
    }

    public LineState[] Lines { get; }

    public LockQueue[] Queues { get; }

    /// <summary>Who waits for ioapic_lock, where its holder releases it: the kind is the line, or -1 for none.</summary>
    public LockQueue IoApicQueue { get; }

    /// <summary>Who waits without the lock until INPROGRESS is clear, in the order of their requests.</summary>
    public List<Spinner> Spinners { get; } = [];

    /// <summary>What the IO-APIC has sent and the group not yet passed on; empty between events.</summary>
    public PinMessages Outgoing { get; } = new();

    public IoApic IoApic { get; }

    /// <summary>Where a line of this group is in <see cref="Lines"/>; -1 for a line of another group.</summary>
    public int SlotOf(int number) => _slots[number];

    /// <summary>Where the line is that comes by a pin of the IO-APIC; -1 when none does.</summary>
    public int SlotOfPin(int pin) =>
        Array.FindIndex(Lines, line => line.Kind == DeviceKind.Pin && line.Chip == ChipKind.IoApic && line.Pin == pin);

    /// <summary>
    /// What /proc/interrupts has of a device's line: the CPUs that it may be routed to or has been taken by, ascending, and how often each
    /// has taken it.
    /// </summary>
    public IReadOnlyList<LineCount> Counted(int slot) => _kstat[slot];

    /// <summary>kstat_incr_irqs_this_cpu.</summary>
    public void Count(int slot, int cpu)
    {
        Lines[slot].Kstat++;
        if (Lines[slot].Number == 0) return;
        List<LineCount> counts = _kstat[slot];
        int at = 0;
        foreach (ref LineCount one in CollectionsMarshal.AsSpan(counts))
        {
            if (one.Cpu == cpu)
            {
                one.Count++;
                return;
            }

            if (one.Cpu < cpu) at++;
        }

        counts.Insert(at, new LineCount { Cpu = cpu, Count = 1 });
    }

    /// <summary>A line, its queue or the spinners are about to change.</summary>
    public void Touch(int slot)
    {
        if (_isTouched[slot]) return;
        _isTouched[slot] = true;
        _touched[_touchedCount++] = slot;
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
            to._kstat[i].Clear();
            to._kstat[i].AddRange(from._kstat[i]);
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
        foreach (List<LineCount> counts in _kstat) StructBytes.WriteAll<LineCount>(writer, CollectionsMarshal.AsSpan(counts));
        IoApic.Write(writer);
    }

    public void Read(BinaryReader reader)
    {
        StructBytes.ReadInto(reader, Lines);
        foreach (LockQueue queue in Queues) queue.Read(reader);
        IoApicQueue.Read(reader);
        Spinners.Clear();
        Spinners.AddRange(StructBytes.ReadAll<Spinner>(reader));
        foreach (List<LineCount> counts in _kstat)
        {
            counts.Clear();
            counts.AddRange(StructBytes.ReadAll<LineCount>(reader));
        }

        IoApic.Read(reader);
        TouchAll();
    }

    // Its target at the start, and all that the scenario may move it to or have it sent again by.
    private static int[] CpusOf(Scenario scenario, int number)
    {
        if (number == 0) return [];
        IEnumerable<int> others = scenario.Workload.Operations
            .Where(o => o.Line == number && o.Action is LineAction.SetTarget or LineAction.Enable).Select(o => o.Cpu);
        return [.. others.Prepend(scenario.Workload.Devices[number - 1].Cpu).Distinct().Order()];
    }

    // setup_IO_APIC_irqs: fixed delivery, physical destination, unmasked.
    private void Route(ref LineState line, int cpu)
    {
        IoApic.WriteIndexed((byte)(0x11 + 2 * line.Pin), (uint)cpu << 24);
        IoApic.WriteIndexed((byte)(0x10 + 2 * line.Pin), line.Vector | (line.LevelSource ? (uint)RedirectionEntry.Level : 0));
    }
}

/// <summary>A waiter that spins on a line's INPROGRESS flag.</summary>
internal struct Spinner
{
    /// <summary>The line's place in its table.</summary>
    public int Line;
    public Waiter Waiter;
}

/// <summary>How often a CPU has taken a line.</summary>
internal struct LineCount
{
    public int Cpu;
    public long Count;
}
