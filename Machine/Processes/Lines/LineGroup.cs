using Tickstorm.Engine;
using Tickstorm.Hardware;
using Tickstorm.Kernel;
using Tickstorm.Kernel.Boot;
using Tickstorm.Scenarios;
using Tickstorm.Tracing;

namespace Tickstorm.Processes.Lines;

/// <summary>
/// A line group: an IO-APIC, its ioapic_lock and the lines routed to it, or the one line of a device that sends messages. Critical sections
/// are decided here, N waiters in one execution.
/// </summary>
internal sealed partial class LineGroup : SharedProcess
{
    private readonly Scenario _scenario;
    private readonly Costs _costs;
    private readonly KernelSwitches _kernel;
    private readonly VectorPlan _vectors;
    private readonly long _wayNs;
    private readonly LevelQuirk _quirk;
    private readonly Topology _topology;
    private readonly int _process;
    private readonly int _cpus;
    private readonly ulong _seed;
    private readonly bool _comesAsExtInt;
    private readonly LineTable _savedTable;
    private LineGroupState _saved;

    public LineGroup(
        Scenario scenario, Irq0Boot boot, Topology topology, ProcessIds ids, KernelSwitches kernel, VectorPlan vectors, int process)
        : base("the line group", "costs.line.lockHold")
    {
        _scenario = scenario;
        _costs = scenario.Costs;
        _kernel = kernel;
        _vectors = vectors;
        _quirk = new LevelQuirk(scenario);
        _comesAsExtInt = boot.ComesAsExtInt;
        _topology = topology;
        _wayNs = VectorWord.WayNs(scenario.Costs);
        _process = process;
        int[] numbers = LineMap.In(scenario, ids, process);
        _cpus = ids.Cpus;
        _seed = scenario.Run.Seed;
        _operations = [.. scenario.Workload.Operations.Where(o => numbers.Contains(o.Line)).OrderBy(o => o.TimeNs)];
        _guest = new GuestPlan(scenario);
        _leaving = [.. _guest.Hotplug.Where(hotplug => !hotplug.Online)];
        Table = new LineTable(scenario, boot, topology, process, kernel, vectors, numbers);
        _savedTable = new LineTable(scenario, boot, topology, process, kernel, vectors, numbers);
        _isHeld = LifeOf.Preempts(scenario);
        _section = SectionWay.Of(_costs);
        _kicks = LifeOf.KicksHalted(scenario);
        _stealsLater = SwitchTable.PvLockHybrid.Of(scenario.Kernel);
        StartDevices();
        Table.TouchAll();
    }

    public LineGroupState State = new() { Hash = EventHash.Start, IoApicGrantNs = long.MaxValue, IoApicHolder = -1 };

    public LineTable Table { get; }

    public override ulong Hash => State.Hash;

    public override long NextLocalNs
    {
        get
        {
            long next = Math.Min(Math.Min(NextOperationNs, NextLeavingNs), NextIoApicNs);
            foreach (ref LineState line in Table.Lines.AsSpan()) next = Math.Min(next, Math.Min(line.AcquireNs, line.DeviceNs));
            return next;
        }
    }

    public override void Save()
    {
        _saved = State;
        Table.SaveTo(_savedTable);
    }

    public override void Restore()
    {
        State = _saved;
        Table.RestoreFrom(_savedTable);
    }

    public override void Write(BinaryWriter writer)
    {
        StructBytes.Write(writer, ref State);
        Table.Write(writer);
    }

    public override void Read(BinaryReader reader)
    {
        StructBytes.Read(reader, ref State);
        Table.Read(reader);
    }

    public override IReadOnlyList<(string Name, string Value)> Describe(long nowNs)
    {
        List<(string, string)> rows = new();
        for (int i = 0; i < Table.Lines.Length; i++)
        {
            ref LineState line = ref Table.Lines[i];
            string name = line.Number == 0 ? "IRQ0" : $"device {line.Number - 1}";
            rows.Add(($"{name} flow", line.Flow.ToString()));
            if (line.Kind == DeviceKind.Pin && line.Chip == ChipKind.IoApic)
            {
                RedirectionEntry entry = Table.IoApic[line.Pin];
                rows.Add(($"{name} {WrittenRegister.RedirectionLow.Name(line.Pin)}", $"0x{(uint)entry.Raw:x8}"));
                rows.Add(($"{name} {WrittenRegister.RedirectionHigh.Name(line.Pin)}", $"0x{entry.Raw >> 32:x8}"));
            }

            rows.Add(($"{name} flags", line.Flags.ToString()));
            rows.Add(($"{name} target", Text(line.Target)));
            rows.Add(($"{name} owner", Text(line.Owner)));
            rows.Add(($"{name} waiting", Text(Table.Queues[i].Count)));
            rows.Add(($"{name} acquisitions", Text(line.Acquisitions)));
            rows.Add(($"{name} handler runs", Text(line.Runs)));
        }

        return rows;
    }

    protected override void OnMessage(in Message message, Effects effects)
    {
        State.Hash = EventHash.Extend(
            State.Hash, message.Time, HashWord.Delivered | (ulong)(uint)message.Kind << 8 | (ulong)(uint)message.Source << 16);
        switch (message.Kind)
        {
            case MessageKind.Arrive or MessageKind.Finish:
                Request(Table.SlotOf((int)message.A),
                    new Waiter { Cpu = message.Source, Kind = message.Kind, RequestNs = message.Time, Interrupt = (uint)message.B },
                    effects);
                break;
            case MessageKind.Quirk when _isHeld:
                AskForIoApic(new Waiter { Cpu = message.Source, Kind = OwnQuirk, RequestNs = message.Time });
                break;
            case MessageKind.Quirk:
                TakeQuirk(in message, effects);
                break;
            case MessageKind.Release:
                Release(in message, effects);
                break;
            case MessageKind.SpinHalt:
                OnSpinHalt(in message);
                break;
            case MessageKind.PinEdge:
                Raise(Table.Lines[Table.SlotOf((int)message.A)].Pin, level: false, message.Time, effects);
                break;
            case MessageKind.EndOfInterrupt:
                EndOfInterrupt((byte)message.A, message.Time, effects);
                break;
            case MessageKind.Deassert:
                Deassert((int)message.A);
                break;
            case MessageKind.EntryWritten:
                WriteEntry(in message, effects);
                break;
            case MessageKind.Vectors:
                OnVectors(in message, effects);
                break;
            default:
                throw Unexpected(in message);
        }
    }

    protected override void OnLocal(long now, Effects effects)
    {
        if (NextIoApicNs == now)
        {
            GrantIoApic(now, effects);
            return;
        }

        LineState[] lines = Table.Lines;
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].AcquireNs != now) continue;
            Acquire(i, ref lines[i], now, effects);
            return;
        }

        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].DeviceNs != now) continue;
            FireDevice(i, now, effects);
            return;
        }

        if (NextOperationNs == now) BeginOperation(now);
        else MoveOff(now, effects);
    }

    private void Request(int slot, Waiter waiter, Effects effects)
    {
        Table.Touch(slot);
        ref LineState line = ref Table.Lines[slot];
        Table.Queues[slot].Add(in waiter);
        if (waiter.Kind == MessageKind.Arrive) line.Ledger.Arrivals++;
        if (line.AcquireNs == long.MaxValue && line.Holder < 0) line.AcquireNs = Math.Max(waiter.RequestNs, line.FreeNs);
        if (effects.Tracing) Trace(waiter.RequestNs, TraceKind.LockWaitBegin, in waiter, line.Number, effects);
    }

    private void Acquire(int slot, ref LineState line, long now, Effects effects)
    {
        Table.Touch(slot);
        int number = line.Number;
        LockQueue queue = Table.Queues[slot];
        if (!Choose(ref line, queue, now, out Waiter waiter, effects)) return;
        if (waiter.Kind >= FirstOperation)
        {
            line.Acquisitions++;
            line.LastHolder = waiter.Cpu;
            line.FreeNs = Operate(ref line, in waiter, now, effects);
            line.AcquireNs = queue.Count > 0 ? line.FreeNs : long.MaxValue;
            return;
        }

        bool finishes = waiter.Kind == MessageKind.Finish;
        if (finishes && line.Owner != waiter.Cpu)
        {
            effects.Fault($"CPU {waiter.Cpu} ends a handler of line {number} at {now} ns that it does not run.");
            line.AcquireNs = queue.Count > 0 ? now : long.MaxValue;
            return;
        }

        FlowStep step = finishes
            ? FlowTable.Finish(line.Flow, _kernel, line.Flags)
            : FlowTable.Arrive(line.Flow, _kernel, line.Flags, line.SingleTarget == waiter.Cpu && line.Owner != waiter.Cpu);
        int holder = line.Owner;
        if (effects.Tracing)
            Trace(now, TraceKind.LockWaitEnd, in waiter, number, effects, holder >= 0 ? holder : line.LastHolder, now - waiter.RequestNs);
        effects.Append(new LockWait(LockWaitKind.Line, now - waiter.RequestNs, queue.Count).Pack());
        TraceFlags(now, in waiter, number, line.Flags, step, effects);

        line.Acquisitions++;
        if (step.Counted) Table.Count(slot, waiter.Cpu);
        if (step.Verdict is FlowVerdict.Run or FlowVerdict.Again) line.Runs++;
        if (step.Set.HasFlag(LineFlags.Pending) && !line.Flags.HasFlag(LineFlags.Pending)) line.PendingSets++;
        LineFlags before = line.Flags;
        line.Flags = before & ~step.Clear | step.Set;
        Book(ref line, before, in step);
        NoteCollision(ref line, in step);
        if (step.Verdict == FlowVerdict.Run) line.Owner = waiter.Cpu;
        else if (step.Verdict == FlowVerdict.Done) line.Owner = -1;

        bool contended = line.LastHolder >= 0 && line.LastHolder != waiter.Cpu && now > waiter.RequestNs;
        long handover = contended ? _costs.LockHandover + _topology.LineNs(line.LastHolder, waiter.Cpu) : 0;
        bool remembered = step.Verdict == FlowVerdict.Drop && step.Set.HasFlag(LineFlags.Pending);
        Verdict verdict = new(step.Verdict, 0, false, false, step.Reason, remembered, holder);
        line.LastHolder = waiter.Cpu;
        State.Hash = EventHash.Extend(
            State.Hash, now,
            HashWord.Section | (ulong)step.Verdict << 8 | (ulong)step.Ops << 12 | (ulong)line.Flags << 20 | (ulong)(uint)waiter.Cpu << 28);
        if (_isHeld && step.Verdict != FlowVerdict.Wait && !AsksForVector(in line, step.Ops))
        {
            Hold(ref line, before, step.Ops, waiter.Cpu, handover + _costs.LineLockHold, in verdict, now, effects);
            return;
        }

        ChipOps ops = _kernel.MaskCached ? NeededOf(line.Chip, before, step.Ops) : step.Ops;
        verdict = Told(line.Chip, ops, in verdict);
        long end = CallChip(ref line, ops, now, now + handover + _costs.LineLockHold, in waiter, effects);
        line.FreeNs = end;
        if (line.Message.Phase == MovePhase.Assigning)
        {
            AskForVector(ref line, in waiter, in verdict, now, end, effects);
            return;
        }

        if (step.Verdict == FlowVerdict.Wait)
        {
            Table.Spinners.Add(new Spinner { Line = slot, Waiter = waiter });
        }
        else
        {
            Send(now, waiter.Cpu, end, MessageKind.Verdict, verdict.Pack(), now, effects);
        }

        if (step.Verdict == FlowVerdict.Done) WakeSpinners(slot, end);
        line.AcquireNs = queue.Count > 0 ? end : long.MaxValue;
    }

    // All that is dropped while one CPU has the line in progress is one collision.
    private static void NoteCollision(ref LineState line, in FlowStep step)
    {
        if (step.Verdict == FlowVerdict.Run) line.IsCollided = false;
        if (step.Reason != DropReason.LineInProgress || line.IsCollided) return;
        line.IsCollided = true;
        line.Collisions++;
    }

    // INPROGRESS is clear: those that spun on it ask for the lock again, and may run.
    private void WakeSpinners(int slot, long now)
    {
        for (int i = 0; i < Table.Spinners.Count; i++)
        {
            Spinner spinner = Table.Spinners[i];
            if (spinner.Line != slot) continue;
            Table.Queues[slot].Add(spinner.Waiter with { RequestNs = Math.Min(spinner.Waiter.RequestNs, now) });
            Table.Spinners.RemoveAt(i--);
        }
    }

    private void Send(long now, int target, long time, int kind, long a, long b, Effects effects) =>
        effects.Send(
            now, new Message { Time = time, Source = _process, Sequence = State.Sequence++, Target = target, Kind = kind, A = a, B = b });
}
