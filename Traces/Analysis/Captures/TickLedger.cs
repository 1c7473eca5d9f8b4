using Tickstorm.Traces.Formats;

namespace Tickstorm.Traces.Analysis.Captures;

/// <summary>Counts ticks on the grid of the rate, which shows only after some of them: those before are kept until then.</summary>
internal sealed class TickLedger
{
    private const int Early = 4_096;
    private const int MostEarly = 1 << 16;
    private readonly List<TickSight> _early = [];
    private readonly CpuTable<CpuTicks> _cpus;
    private readonly RateEvidence _evidence;
    private readonly Func<int> _cpuCount;
    private int _decideAt = Early;
    private bool _anyArmed;
    private bool _isFinishing;
    private HeatMap? _expiries;
    private HeatMap? _functions;
    private HeatMap? _entries;

    public TickLedger(RateEvidence evidence, int? hz, Func<int> cpuCount)
    {
        (_evidence, _cpuCount, Hz) = (evidence, cpuCount, hz);
        _cpus = new CpuTable<CpuTicks>(_ => new CpuTicks());
    }

    /// <summary>Ticks per second; null while it is not known.</summary>
    public int? Hz { get; private set; }

    /// <summary>The time from the kernel's clock to the tracer's.</summary>
    public long OffsetNs { get; set; }

    /// <summary>True when the kernel was seen to arm ticks.</summary>
    public bool AnyArmed => _anyArmed;

    /// <summary>Takes a sight of a tick.</summary>
    public void Take(in TickSight sight)
    {
        _anyArmed |= sight.Kind == SightKind.Armed;
        if (_early.Count == 0 && Hz is not null && _expiries is not null)
        {
            Apply(sight);
            return;
        }

        if (_early.Count < MostEarly) _early.Add(sight);
        if (_early.Count == _decideAt) Decide();
    }

    /// <summary>Everything was read; <paramref name="lastNs"/> tells of each CPU when it was seen last, by the kernel's clock.</summary>
    public void Finish(Func<int, long> lastNs)
    {
        _isFinishing = true;
        Decide();
        foreach (CpuTicks cpu in _cpus.Seen) cpu.Armed?.End(lastNs(cpu.Cpu));
    }

    /// <summary>The counts of a CPU by its best source; null where the rate is unknown or no tick was seen.</summary>
    public TickCount? Of(int cpu, bool entriesAreTicks)
    {
        if (_cpus.Find(cpu) is not { } ticks) return null;
        if (_anyArmed && ticks.Armed is { Count.Done: > 0 }) return ticks.Armed.Count;
        if (ticks.Expiries is { Count.Done: > 0 }) return ticks.Expiries.Count;
        if (_anyArmed && ticks.Armed is { Count.Due: > 0 }) return ticks.Armed.Count;
        if (ticks.Functions is { Count.Done: > 0 }) return ticks.Functions.Count;
        return entriesAreTicks ? ticks.Entries?.Count : null;
    }

    /// <summary>The map of the best source.</summary>
    public HeatMap Heat => _expiries is { UsedColumns: > 0 } ? _expiries : _functions is { UsedColumns: > 0 } ? _functions
        : _entries ?? new HeatMap(Math.Max(1, _cpuCount()));

    private void Decide()
    {
        _decideAt *= 2;
        Hz ??= _evidence.Hz;
        if (Hz is null && _early.Count < MostEarly && _decideAt <= MostEarly && !_isFinishing) return;
        int cpus = Math.Max(1, _cpuCount());
        _expiries ??= new HeatMap(cpus);
        _functions ??= new HeatMap(cpus);
        _entries ??= new HeatMap(cpus);
        foreach (TickSight sight in _early) Apply(sight);
        _early.Clear();
    }

    private void Apply(in TickSight sight)
    {
        CpuTicks cpu = _cpus.At(sight.Cpu);
        if (Hz is not { } hz)
        {
            Plain(sight);
            return;
        }

        long period = RateEvidence.Period(hz);
        int number = cpu.Cpu = sight.Cpu;
        switch (sight.Kind)
        {
            case SightKind.Armed:
                Armed(cpu, number, period).Armed(sight.Value, sight.NowNs);
                break;
            case SightKind.Cancelled:
                if (sight.NowNs >= 0) Armed(cpu, number, period).Cancelled(sight.NowNs);
                break;
            case SightKind.Expired:
                if (_anyArmed) Armed(cpu, number, period).Expired(sight.Value, sight.Cause);
                else (cpu.Expiries ??= Pulse(_expiries!, number, period)).Tick(sight.Value + OffsetNs, sight.MayRest, sight.Cause);
                break;
            case SightKind.Function:
                (cpu.Functions ??= Pulse(_functions!, number, period)).Tick(sight.TimeNs, sight.MayRest, sight.Cause);
                break;
            case SightKind.Entered:
                (cpu.Entries ??= Pulse(_entries!, number, period)).Tick(sight.TimeNs, sight.MayRest, sight.Cause);
                break;
            default:
                cpu.Armed?.Forget();
                cpu.Expiries?.Forget();
                cpu.Functions?.Forget();
                cpu.Entries?.Forget();
                break;
        }
    }

    // Without a rate nothing is due; the map shows what was done.
    private void Plain(in TickSight sight)
    {
        HeatMap? map = sight.Kind switch
        {
            SightKind.Expired => _expiries, SightKind.Function => _functions, SightKind.Entered => _entries, _ => null,
        };
        map?.Add(sight.Cpu, sight.TimeNs, lost: false);
    }

    private ArmedGrid Armed(CpuTicks cpu, int number, long period) =>
        cpu.Armed ??= new ArmedGrid(period, (at, isLost) => _expiries!.Add(number, at + OffsetNs, isLost));

    private static PulseGrid Pulse(HeatMap map, int cpu, long period) =>
        new(period, (at, isLost) => map.Add(cpu, at, isLost)) { Unmark = at => map.Retract(cpu, at) };

    private sealed class CpuTicks
    {
        public int Cpu { get; set; }

        public ArmedGrid? Armed { get; set; }

        public PulseGrid? Expiries { get; set; }

        public PulseGrid? Functions { get; set; }

        public PulseGrid? Entries { get; set; }
    }
}
