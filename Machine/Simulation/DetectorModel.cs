using Tickstorm.Kernel;
using Tickstorm.Kernel.Designs;
using Tickstorm.Processes.Cores;
using Tickstorm.Results;
using Tickstorm.Scenarios;

namespace Tickstorm.Simulation;

/// <summary>
/// What the kernel's own detectors would say of a silent CPU, and when, by its version. Only what falls into the run is reported. The soft
/// lockup detector runs from the very tick that has died: it says nothing.
/// </summary>
internal sealed class DetectorModel
{
    private const long Second = 1_000_000_000;
    private const int Most = 16;
    private const int RcuDelayJiffies = 2;
    private readonly SmpMachine _machine;
    private readonly KernelSwitches _kernel;
    private readonly long _endNs, _lastTickNs;
    private readonly List<DetectorReport> _reports = [];

    private DetectorModel(SmpMachine machine, long endNs)
    {
        _machine = machine;
        _kernel = machine.Plan.Kernel;
        _endNs = endNs;
        for (int cpu = 0; cpu < machine.Cores.Length; cpu++) _lastTickNs = Math.Max(_lastTickNs, machine.Cores[cpu].LastHandledNs);
    }

    /// <summary>Reports of the first silent CPUs, in the order of their times.</summary>
    public static IReadOnlyList<DetectorReport> Reports(SmpMachine machine, long endNs)
    {
        DetectorModel model = new(machine, endNs);
        for (int cpu = 0; cpu < machine.Cores.Length && model._reports.Count < Most; cpu++) model.Look(cpu, ref machine.Cores[cpu]);
        return [.. model._reports.OrderBy(r => r.TimeNs).ThenBy(r => r.Cpu)];
    }

    private void Look(int cpu, ref Core core)
    {
        MachinePlan plan = _machine.Plan;
        if (!core.WantsTick) return;
        bool silent = CoreJudge.IsStarved(ref core, plan.CoreModel, _endNs, plan.Grid.PeriodNs)
            || CoreJudge.IsStalled(ref core, plan.TickVector, plan.Design.Source == TickSource.Broadcast);
        long last = Math.Max(0, core.LastHandledNs);
        OldWatchdog(cpu, last, silent);
        if (!silent) return;
        HardLockup(cpu, last);
        RcuStall(cpu, last);
    }

    // nmi_watchdog_tick sums apic_timer_irqs and irq0_irqs: of a design that counts in neither it believes nothing.
    private void OldWatchdog(int cpu, long last, bool silent)
    {
        bool asked = _machine.Plan.Scenario.NmiWatchdog is NmiWatchdog.IoApic or NmiWatchdog.Lapic;
        if (_kernel.NmiWatchdogSeconds == 0 || !asked) return;
        bool seen = _machine.Plan.Design.IsSeenByNmiWatchdog;
        if (seen && !silent) return;
        string why = silent ? "" : " (false: the CPU ticks, but not in apic_timer_irqs or irq0_irqs)";
        long since = seen ? last : 0;
        Add("nmi-watchdog", cpu, since + _kernel.NmiWatchdogSeconds * Second, "BUG: NMI Watchdog detected LOCKUP" + why);
    }

    // Two NMIs in a row that find the CPU's watchdog timer where it was.
    private void HardLockup(int cpu, long last)
    {
        long threshold = _kernel.HardLockupSeconds * Second, timer = _kernel.WatchdogTimerSeconds * Second;
        if (threshold == 0 || _machine.Plan.Scenario.NmiWatchdog == NmiWatchdog.Off) return;
        long lastTimer = last / timer * timer;
        Add("hard-lockup", cpu, (lastTimer / threshold + 2) * threshold, $"Watchdog detected hard LOCKUP on cpu {cpu}");
    }

    // Another CPU says it, with a tick of its own: where none ticks any more, nobody does.
    private void RcuStall(int cpu, long last)
    {
        long period = _machine.Plan.Grid.PeriodNs;
        long time = last + _kernel.RcuStallSeconds * Second + RcuDelayJiffies * period;
        if (_kernel.RcuStallSeconds == 0 || _lastTickNs < time - period) return;
        Add("rcu-stall", cpu, time, $"rcu: INFO: rcu detected stalls: {cpu} (0 ticks this GP)");
    }

    private void Add(string name, int cpu, long time, string message)
    {
        if (time < _endNs) _reports.Add(new DetectorReport(name, cpu, time, message));
    }
}
