using Tickstorm.Kernel;
using Tickstorm.Scenarios;

namespace Tickstorm.Tests.Kernel.Lines;

/// <summary>
/// N CPUs whose ticks expire in the same nanosecond and lead to one line, run by hand on <see cref="ReferenceLine"/>: no engine, no core,
/// no local APIC but for its timer's mask. Ticks must end well within a period.
/// </summary>
internal sealed class ReferenceCollision
{
    private readonly Scenario _scenario;
    private readonly ReferenceLine _line;
    private readonly ChipKind _chip;
    private readonly long _eoiNs;
    private readonly bool _oneShot;
    private readonly bool[] _masked, _armed;
    private readonly List<(long Asked, int Cpu, bool Ends)> _queue = [];
    private readonly long[] _dispatched;
    private long _free;

    public ReferenceCollision(Scenario scenario, FlowKind flow, ChipKind chip, long eoiNs = 0)
    {
        _scenario = scenario;
        _chip = chip;
        _eoiNs = eoiNs;
        _oneShot = scenario.Tick.Mode == TickMode.OneShot;
        int cpus = scenario.Machine.Cpus;
        _line = new ReferenceLine(flow, scenario.Kernel.ToString(), chip, singleTarget: -1);
        _masked = new bool[cpus];
        _armed = new bool[cpus];
        _dispatched = new long[cpus];
        Array.Fill(_armed, true);
        for (long at = scenario.Tick.PeriodNs; at < scenario.Run.DurationNs; at += scenario.Tick.PeriodNs) Expire(at);
    }

    public int Raised { get; private set; }

    public int Handled { get; private set; }

    public int Dropped { get; private set; }

    public int Masked { get; private set; }

    public int Spurious { get; private set; }

    public long CpuNs { get; private set; }

    public long WaitNs { get; private set; }

    public long LongestWaitNs { get; private set; }

    // tick_setup_sched_timer offsets the CPUs from 2.6.23 to 2.6.35, so ticks that are aligned there are those of tick_nohz_handler.
    private bool IsLowResolution =>
        _scenario.Kernel >= KernelVersion.Parse("2.6.23") && _scenario.Kernel < KernelVersion.Parse("2.6.36");

    private void Expire(long at)
    {
        Costs costs = _scenario.Costs;
        for (int cpu = 0; cpu < _armed.Length; cpu++)
        {
            if (!_armed[cpu]) continue;
            Raised++;
            if (_oneShot) _armed[cpu] = false;
            if (_masked[cpu])
            {
                Masked++;
                continue;
            }

            _dispatched[cpu] = at + costs.ApicDeliver;
            _queue.Add((_dispatched[cpu] + costs.Entry, cpu, Ends: false));
        }

        while (_queue.Count > 0) Section();
    }

    // First come, first served; who comes in the same nanosecond, by number.
    private void Section()
    {
        (long asked, int cpu, bool ends) = _queue.Min();
        _queue.Remove((asked, cpu, ends));
        long acquired = Math.Max(asked, _free), wait = acquired - asked;
        WaitNs += wait;
        LongestWaitNs = Math.Max(LongestWaitNs, wait);
        (int masks, int unmasks, int eois) = (_line.Masks, _line.Unmasks, _line.ChipEois);
        if (ends) _line.End();
        else _line.Arrive(cpu);
        masks = _line.Masks - masks;
        unmasks = _line.Unmasks - unmasks;
        _free = acquired + _scenario.Costs.LineLockHold + ChipNs(masks, unmasks) + (_line.ChipEois - eois) * _eoiNs;
        if (_chip == ChipKind.Local && masks > 0) _masked[cpu] = true;
        if (_chip == ChipKind.Local && unmasks > 0) _masked[cpu] = false;
        Go(cpu, _line.Log[^1].Split(':', '/')[1]);
    }

    private void Go(int cpu, string verdict)
    {
        long handler = _scenario.Tick.Handler.MinNs;
        switch (verdict)
        {
            case "run":
                Handled++;
                _armed[cpu] = true;
                _queue.Add((_free + handler, cpu, Ends: true));
                break;
            case "again":
                Spurious++;
                _queue.Add((_free + (_oneShot && !IsLowResolution ? _scenario.Costs.HandlerEmpty : handler), cpu, Ends: true));
                break;
            default:
                if (verdict == "drop") Dropped++;
                CpuNs += _free - _dispatched[cpu];
                break;
        }
    }

    private long ChipNs(int masks, int unmasks) => _chip switch
    {
        ChipKind.IoApic => masks * _scenario.Costs.IoApicMask + unmasks * _scenario.Costs.IoApicUnmask,
        ChipKind.Local => masks * _scenario.Costs.LocalMask + unmasks * _scenario.Costs.LocalUnmask,
        _ => masks * _scenario.Costs.XtPicMaskAck + unmasks * _scenario.Costs.XtPicUnmask,
    };
}
