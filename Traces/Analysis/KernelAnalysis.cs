using System.Text;
using Tickstorm.Results;
using Tickstorm.Traces.Formats;

namespace Tickstorm.Traces.Analysis;

/// <summary>Analyses the events of a real kernel.</summary>
internal sealed class KernelAnalysis
{
    private readonly List<KernelCpu> _cpus = [];
    private readonly Dictionary<string, string> _names = [];
    private readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> _byText;
    private readonly Dictionary<long, (SerialisationPoint Point, Dictionary<int, long> Waiting)> _locks = [];
    private const int MostGapRows = 16;
    private HeatMap? _expiryHeat;
    private HeatMap? _entryHeat;
    private bool _expirySeen;
    private bool _periodicSeen;
    private bool _ipiSent;

    public KernelAnalysis() => _byText = _names.GetAlternateLookup<ReadOnlySpan<char>>();

    public IpiBook Ipis { get; } = new();

    public SkewBook Skew { get; } = new();

    public LatencyHistogram Latency { get; } = new();

    /// <summary>Makes sure that CPUs 0 to count-1 are listed.</summary>
    public void Reach(int count)
    {
        while (_cpus.Count < count) _cpus.Add(new KernelCpu(_cpus.Count));
    }

    /// <summary>Takes an event.</summary>
    public void Take(in CaptureEvent captured, ReadOnlySpan<byte> label)
    {
        if (captured.Cpu >= _cpus.Count) Reach(captured.Cpu + 1);
        switch (captured.Kind)
        {
            case CaptureKind.TickExpired:
                _expirySeen = true;
                break;
            case CaptureKind.PeriodicTick:
                _periodicSeen = true;
                break;
            case CaptureKind.IpiSent:
                _ipiSent = true;
                Ipis.Add(captured.Cpu, captured.Number, "sent");
                break;
            case CaptureKind.LockBegin:
                Lock(captured.Argument).Waiting[captured.Cpu] = captured.TimeNs;
                Lock(captured.Argument).Point.Begin(captured.TimeNs);
                break;
            case CaptureKind.LockEnd:
                if (Lock(captured.Argument).Waiting.Remove(captured.Cpu, out long since))
                    Lock(captured.Argument).Point.End(captured.TimeNs, since, captured.TimeNs - since, -1);
                break;
            default:
                break;
        }

        _cpus[captured.Cpu].Take(captured, label, this);
    }

    /// <summary>The event's or action's name as one string, made once; "_entry" is left off.</summary>
    public string Name(ReadOnlySpan<byte> label)
    {
        if (label.EndsWith("_entry"u8)) label = label[..^6];
        Span<char> text = stackalloc char[64];
        if (label.Length > text.Length) label = label[..text.Length];
        text = text[..Encoding.ASCII.GetChars(label, text)];
        if (_byText.TryGetValue(text, out string? known)) return known;
        return _names[text.ToString()] = text.ToString();
    }

    /// <summary>An expiry of a tick, in the heat map.</summary>
    public void ExpiryHeat(int cpu, long timeNs) => (_expiryHeat ??= new HeatMap(_cpus.Count)).Add(cpu, timeNs, lost: false);

    /// <summary>A timer interrupt: it stands for a tick where no expiries are traced.</summary>
    public void EntryHeat(int cpu, long timeNs) => (_entryHeat ??= new HeatMap(_cpus.Count)).Add(cpu, timeNs, lost: false);

    /// <summary>The figures.</summary>
    public AnalysisResult Result(SourceSummary source)
    {
        Skew.Finish();
        int? hz = Rate();
        long? period = hz is { } rate ? 1_000_000_000L / rate : null;
        long ticks = _cpus.Sum(cpu => cpu.Ticks.Count);
        Ledger ledger = new(Handled: ticks);
        return new AnalysisResult
        {
            Source = source,
            Totals = ledger,
            Counted = ledger,
            Hz = hz,
            Cpus = [.. _cpus.Select(cpu => cpu.Figures.Result(cpu.Ticks.All, cpu.Ticks.Count) with
            {
                SilentSinceNs = period is { } known && source.LastNs is { } last ? cpu.SilentSince(last, known) : null,
                MissedByGap = period is { } spacing ? cpu.Ticks.Missed(spacing) : null,
            })],
            Serialisation =
                [.. _locks.Values.Select(known => known.Point.Result()).OfType<Serialisation>().OrderByDescending(point => point.TotalNs)],
            NotVisible = CutText.Note(source) is { } note ? [.. NotVisible(), note] : NotVisible(),
            SkewNs = Skew.Spread.Percentiles(),
            Ipis = Ipis.Result(),
            Latency = Latency,
            Gaps = Gaps(),
            Heat = _expiryHeat ?? _entryHeat ?? new HeatMap(Math.Max(1, _cpus.Count)),
        };
    }

    private List<(string Name, LatencyHistogram Gaps)> Gaps()
    {
        KernelCpu[] ticking = [.. _cpus.Where(cpu => cpu.Ticks.All.Count > 0)];
        if (ticking.Length <= MostGapRows) return [.. ticking.Select(cpu => ($"CPU {cpu.Figures.Cpu}", cpu.Ticks.All))];
        LatencyHistogram all = new();
        foreach (KernelCpu cpu in ticking) all.Add(cpu.Ticks.All);
        return [("all CPUs", all)];
    }

    private int? Rate()
    {
        LatencyHistogram all = new();
        foreach (KernelCpu cpu in _cpus) all.Add(cpu.Ticks.All);
        return TickRate.Rate(all);
    }

    private List<string> NotVisible()
    {
        List<string> notes =
        [
            "losses: a real kernel records no event for them",
            "who remembered an arrival and ran it again: PENDING and INPROGRESS are not traced",
            "IRR, ISR, EOI and masks: the kernel does not trace its APIC",
        ];
        if (_locks.Count == 0) notes.Add("waits for lines and locks: no lock contention event is in the capture");
        else notes.Add("who held a lock: contention events do not say");
        if (!_expirySeen)
            notes.Add("when ticks were due: timer:hrtimer_expire_entry of the tick is not in the capture, so neither lateness nor skew");
        if (!_expirySeen && !_periodicSeen) notes.Add("which timer interrupts were ticks: gaps are those of all timer interrupts");
        if (!_ipiSent) notes.Add("who sent an IPI: ipi:ipi_send_cpu is not in the capture");
        return notes;
    }

    // Numbered in order of appearance: an address means nothing outside its kernel.
    private (SerialisationPoint Point, Dictionary<int, long> Waiting) Lock(long address)
    {
        if (!_locks.TryGetValue(address, out (SerialisationPoint Point, Dictionary<int, long> Waiting) known))
            _locks[address] = known = (new SerialisationPoint("lock", _locks.Count), []);
        return known;
    }
}
