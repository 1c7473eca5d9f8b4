using Tickstorm.Engine;
using Tickstorm.Kernel;
using Tickstorm.Scenarios;

namespace Tickstorm.Processes;

/// <summary>
/// What the timekeeper has to do with CPUs that go offline and come online: the duty, the wait for their death, and the timers that move
/// when that has come.
/// </summary>
internal sealed class CpuDowns
{
    /// <summary>The duty has not moved.</summary>
    public const int Unmoved = -2;

    // msleep(100) in __cpu_die(), between two looks at the CPU.
    private const long DeathSleepNs = 100_000_000;

    // From the last interrupt to play_dead(), where the CPU is waited for by a completion.
    private const long PlayDeadNs = 100_000;

    private readonly GuestPlan _plan;
    private readonly KernelSwitches _kernel;
    private readonly long _periodNs, _delayNs;
    private readonly int _number;
    private readonly bool _noHz;
    private readonly Down[] _downs, _savedDowns;
    private readonly List<(int Operation, long Timer)> _moving = [], _savedMoving = [];
    private int _next, _savedNext;
    private uint _sequence, _savedSequence;

    /// <summary>Nothing has been done yet.</summary>
    public CpuDowns(Scenario scenario, KernelSwitches kernel, GuestPlan plan, int number)
    {
        _plan = plan;
        _kernel = kernel;
        _number = number;
        _periodNs = scenario.Tick.PeriodNs;
        _delayNs = scenario.Costs.Published;
        _noHz = scenario.Tick.NoHz;
        _downs = new Down[plan.Hotplug.Length];
        Array.Fill(_downs, new Down { DeadNs = -1, WakesNs = long.MaxValue, AtJiffies = long.MaxValue, DutyTo = Unmoved });
        _savedDowns = [.. _downs];
    }

    /// <summary>When something is to be done next, ns.</summary>
    public long NextNs
    {
        get
        {
            long next = _next < _downs.Length ? _plan.Hotplug[_next].TimeNs : long.MaxValue;
            foreach (ref readonly Down down in _downs.AsSpan()) next = Math.Min(next, down.WakesNs);
            return next;
        }
    }

    /// <summary>What was done, in the order of the plan.</summary>
    public ReadOnlySpan<Down> Done => _downs.AsSpan(0, _next);

    /// <summary>Keeps the state.</summary>
    public void Save()
    {
        (_savedNext, _savedSequence) = (_next, _sequence);
        _downs.CopyTo(_savedDowns, 0);
        _savedMoving.Clear();
        _savedMoving.AddRange(_moving);
    }

    /// <summary>Comes back to it.</summary>
    public void Restore()
    {
        (_next, _sequence) = (_savedNext, _savedSequence);
        _savedDowns.CopyTo(_downs, 0);
        _moving.Clear();
        _moving.AddRange(_savedMoving);
    }

    /// <summary>Writes the state.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(_next);
        writer.Write(_sequence);
        foreach (ref Down down in _downs.AsSpan()) StructBytes.Write(writer, ref down);
        writer.Write(_moving.Count);
        foreach ((int operation, long timer) in _moving)
        {
            writer.Write(operation);
            writer.Write(timer);
        }
    }

    /// <summary>Takes a written state.</summary>
    public void Read(BinaryReader reader)
    {
        _next = reader.ReadInt32();
        _sequence = reader.ReadUInt32();
        foreach (ref Down down in _downs.AsSpan()) StructBytes.Read(reader, ref down);
        _moving.Clear();
        for (int left = reader.ReadInt32(); left > 0; left--) _moving.Add((reader.ReadInt32(), reader.ReadInt64()));
    }

    /// <summary>Does what is due; returns who has the duty then.</summary>
    public int Do(int owner, long jiffies, long now, Effects effects)
    {
        for (int i = 0; i < _downs.Length; i++)
            if (_downs[i].WakesNs == now) return Bury(i, owner, now, effects);
        int operation = _next++;
        CpuHotplug hotplug = _plan.Hotplug[operation];
        ref Down down = ref _downs[operation];
        int before = owner;
        if (hotplug.Online)
        {
            if (owner == Timekeeper.None && _kernel.OnlineTakesDuty) owner = hotplug.Cpu;
        }
        else
        {
            if (owner == hotplug.Cpu && _kernel.DutyLeavesDying) owner = GuestPlan.FirstCpu;
            else if (owner == hotplug.Cpu && _noHz && _kernel.OfflineDropsDuty) owner = Timekeeper.None;
            if (!_kernel.DeathWaitsForJiffies) down.WakesNs = now + GuestPlan.DrainNs + PlayDeadNs;
            else down.AtJiffies = jiffies + (GuestPlan.DrainNs + DeathSleepNs + _periodNs - 1) / _periodNs + 1;
        }

        if (owner != before) down.DutyTo = owner;
        return owner;
    }

    /// <summary>Jiffies have advanced: who waited for them wakes. Returns who has the duty then.</summary>
    public int Advance(int owner, long jiffies, long now, Effects effects)
    {
        for (int i = 0; i < _next; i++)
            if (_downs[i].AtJiffies <= jiffies) owner = Bury(i, owner, now, effects);
        return owner;
    }

    /// <summary>A timer of a CPU that goes offline.</summary>
    public void Move(int cpu, long timer, long now, Effects effects)
    {
        int operation = _next - 1;
        while (operation > 0 && (_plan.Hotplug[operation].Cpu != cpu || _plan.Hotplug[operation].Online)) operation--;
        if (_downs[operation].DeadNs >= 0) Send(cpu, timer, now, effects);
        else _moving.Add((operation, timer));
    }

    // CPU_DEAD: tick_shutdown, migrate_timers, migrate_hrtimers.
    private int Bury(int operation, int owner, long now, Effects effects)
    {
        ref Down down = ref _downs[operation];
        int cpu = _plan.Hotplug[operation].Cpu;
        (down.DeadNs, down.WakesNs, down.AtJiffies) = (now, long.MaxValue, long.MaxValue);
        for (int i = 0; i < _moving.Count; i++)
            if (_moving[i].Operation == operation) Send(cpu, _moving[i].Timer, now, effects);
        _moving.RemoveAll(timer => timer.Operation == operation);
        if (owner != cpu) return owner;
        return down.DutyTo = GuestPlan.FirstCpu;
    }

    private void Send(int cpu, long timer, long now, Effects effects) => effects.Send(
        now, new Message
        {
            Time = now + _delayNs, Source = _number, Sequence = _sequence++, Target = GuestPlan.FirstCpu,
            Kind = MessageKind.MovedTimer, A = cpu, B = timer,
        });

    /// <summary>A CPU that goes offline, or comes online.</summary>
    internal struct Down
    {
        /// <summary>When it was found dead, ns; -1 before.</summary>
        public long DeadNs;

        /// <summary>When that will be, ns, or after so many jiffies.</summary>
        public long WakesNs, AtJiffies;

        /// <summary>Where the duty went from it; <see cref="Unmoved"/> when it stayed where it was.</summary>
        public int DutyTo;
    }
}
