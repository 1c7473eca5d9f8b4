using Tickstorm.Scenarios;
using Tickstorm.Traces.Analysis;

namespace Tickstorm.Traces.Calibration;

/// <summary>Finds the tick of a machine in what its CPUs show.</summary>
internal sealed class TickFinder
{
    // Phases within an eighth of a period are one.
    private const int MostSpread = 8;
    private readonly IReadOnlyList<CpuObservation> _cpus;
    private readonly List<string> _notes;
    private readonly bool _nominal;
    private readonly long _period;

    /// <summary>Decides the mode; adds to <paramref name="notes"/> what cannot be decided.</summary>
    public TickFinder(IReadOnlyList<CpuObservation> cpus, int hz, bool isBroadcast, List<string> notes)
    {
        _cpus = cpus;
        _notes = notes;
        _period = new TickSetup { Hz = hz }.PeriodNs;
        _nominal = cpus.Any(cpu => cpu.Nominal.Count > 1);
        // A line that drives the ticks of all is programmed to be periodic; so is the timer of a kernel that has no tick among its hrtimers
        // and never stops it.
        bool isPeriodic = isBroadcast || cpus.Any(cpu => cpu.Periodic)
            || IsLowResolution(cpus) && cpus.All(cpu => cpu.IdleStops + cpu.TaskStops == 0);
        Mode = !_nominal && isPeriodic ? TickMode.Periodic : TickMode.OneShot;
        if (!_nominal && Mode == TickMode.OneShot)
            notes.Add("mode: neither the tick's hrtimer nor tick_handle_periodic was traced; one-shot is assumed.");
        // Only a tick that is armed each time can be left out.
        NoHz = Mode == TickMode.OneShot && (cpus.Any(cpu => cpu.IdleStops + cpu.TaskStops > 0 || cpu.Ticks.Count == 0) || SkipsWhenIdle());
    }

    /// <summary>True when hrtimers were traced and none is the tick's: then each timer interrupt is a tick.</summary>
    public static bool IsLowResolution(IReadOnlyList<CpuObservation> cpus) =>
        cpus.Any(cpu => cpu.OtherTimers > 0) && cpus.All(cpu => cpu.Expired.Count + cpu.Nominal.Count == 0);

    /// <summary>One-shot when the kernel armed each tick.</summary>
    public TickMode Mode { get; }

    /// <summary>True when idle CPUs left ticks out.</summary>
    public bool NoHz { get; }

    /// <summary>When the ticks of a CPU that has a timer of its own are due; null when none was seen.</summary>
    public ITickDues? Dues(int cpu, bool isDouble) =>
        Phase(_cpus[cpu]) is { } phase ? new GridDues(phase, _period, _nominal ? 0 : _period / 8, isDouble) : null;

    /// <summary>The phase of each CPU's grid, relative to the earliest.</summary>
    public IReadOnlyList<long> Phases()
    {
        long?[] raw = [.. _cpus.Select(Phase)];
        long origin = raw.FirstOrDefault(phase => phase is not null) ?? 0;
        // Relative to the first one, in half a period to each side: a cluster around 0 must not be torn apart.
        long[] relative = [.. raw.Select(phase => phase is { } known ? TickPhase.Wrap(known - origin, _period) : 0)];
        long earliest = relative.Where((_, cpu) => raw[cpu] is not null).DefaultIfEmpty(0).Min();
        // Ticks of a kernel without skew are due together. What handlers' starts are apart by is then the way to the handler: taken as a
        // phase, it would make an idle CPU tick once more after each timer of the wheel, which expires when the timekeeper ticks.
        bool isSame = !_nominal && Mode == TickMode.OneShot && relative.Max() - earliest < _period / MostSpread;
        int unseen = 0;
        for (int cpu = 0; cpu < relative.Length; cpu++)
        {
            if (raw[cpu] is null && ++unseen <= Calibrator.MostNotes) _notes.Add($"cpu {cpu}: no tick seen; its phase is taken as 0.");
            relative[cpu] = raw[cpu] is null || isSame ? 0 : relative[cpu] - earliest;
        }

        if (unseen > Calibrator.MostNotes)
            _notes.Add($"{unseen - Calibrator.MostNotes} more CPUs: no tick seen; their phases are taken as 0.");
        if (!_nominal)
        {
            _notes.Add("phases: when ticks were due was not traced; " + (isSame ? "they began together, and are taken as due together."
                : "the phases are those of the handlers' starts."));
        }

        return relative;
    }

    private long? Phase(CpuObservation cpu) =>
        _nominal && cpu.Nominal.Count > 0 && cpu.Ticks == cpu.Expired ? TickPhase.Exactly(cpu.Nominal, _period)
        : TickPhase.Of(cpu.Ticks.Times, _period);

    private bool SkipsWhenIdle()
    {
        foreach (CpuObservation cpu in _cpus)
        {
            if (cpu.IdleNs <= cpu.BusyNs) continue;
            List<long> times = _nominal ? cpu.Nominal : cpu.Ticks.Times;
            int skipped = 0;
            for (int i = 1; i < times.Count; i++)
            {
                if (times[i] - times[i - 1] > 3 * _period / 2) skipped++;
            }

            if (skipped * 4 > times.Count) return true;
        }

        return false;
    }
}
