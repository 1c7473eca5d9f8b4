using System.Text;

namespace Tickstorm.Traces.Formats;

/// <summary>Pairs the begins and ends of a capture's events. What has no begin or no end in it is no span.</summary>
/// <param name="give">Takes the spans, each CPU's in the order of their ends.</param>
internal sealed class CaptureSpans(Action<CaptureSpan> give)
{
    private const int MostOpen = 64;
    private const int MostWaits = 1 << 16;
    private readonly CpuTable<Cpu> _cpus = new(_ => new Cpu());
    private readonly Dictionary<(int Waiter, long Address), (long SinceNs, string Flags)> _waits = [];
    private readonly Dictionary<string, string> _names = [];

    /// <summary>An event.</summary>
    public void Take(in CaptureEvent captured, ReadOnlySpan<byte> label)
    {
        Cpu cpu = _cpus.At(captured.Cpu);
        switch (captured.Kind)
        {
            case CaptureKind.VectorEntry:
                cpu.Begin(captured, Name("vector", captured.Number, label.EndsWith("_entry"u8) ? label[..^6] : label), "irq.vector");
                break;
            case CaptureKind.IrqEntry:
                cpu.Begin(captured, Name("irq", captured.Number, label), "irq.number");
                break;
            case CaptureKind.IpiEntry:
                cpu.Begin(captured, Name("ipi", -1, label), "irq.number");
                break;
            case CaptureKind.SoftirqEntry:
                cpu.Begin(captured, Name("softirq", captured.Number, default), "softirq.vector");
                break;
            case CaptureKind.VectorExit or CaptureKind.IrqExit or CaptureKind.IpiExit or CaptureKind.SoftirqExit:
                if (cpu.End(captured) is { } ended) give(ended);
                break;
            case CaptureKind.TickArmed:
                cpu.ArmedNs = captured.Argument;
                break;
            case CaptureKind.TickExpired:
                cpu.Expired(captured.Argument);
                break;
            case CaptureKind.LockBegin when _waits.Count < MostWaits:
                _waits.TryAdd((Waiter(captured), captured.Argument), (captured.TimeNs, Encoding.Latin1.GetString(label)));
                break;
            case CaptureKind.LockEnd when _waits.Remove((Waiter(captured), captured.Argument), out (long SinceNs, string Flags) wait):
                give(new CaptureSpan(
                    $"wait for lock {wait.Flags}".TrimEnd(), captured.Cpu, wait.SinceNs, captured.TimeNs, "lock.id", captured.Argument,
                    captured.Pid));
                break;
            default:
                break;
        }
    }

    /// <summary>Events are missing: what is open may have ended.</summary>
    public void Lost(int cpu)
    {
        _waits.Clear();
        if (cpu >= 0) _cpus.At(cpu).Forget();
        else foreach (Cpu one in _cpus.Seen) one.Forget();
    }

    private static int Waiter(in CaptureEvent captured) => captured.Pid > 0 ? captured.Pid : -1 - captured.Cpu;

    private string Name(string what, int number, ReadOnlySpan<byte> label)
    {
        string text = $"{what}{(number < 0 ? "" : $" {number}")} {Encoding.Latin1.GetString(label)}".TrimEnd();
        if (_names.TryGetValue(text, out string? known)) return known;
        return _names.Count < MostWaits ? _names[text] = text : what;
    }

    private sealed class Cpu
    {
        private readonly List<(CaptureKind Kind, CaptureSpan Span)> _open = [];

        public long ArmedNs { get; set; } = -1;

        public void Begin(in CaptureEvent captured, string name, string key)
        {
            if (_open.Count == MostOpen) _open.Clear();
            _open.Add((captured.Kind, new CaptureSpan(name, captured.Cpu, captured.TimeNs, -1, key, captured.Number, captured.Pid)));
        }

        public void Expired(long nowNs)
        {
            if (ArmedNs >= 0 && _open.Count > 0)
                _open[^1] = (_open[^1].Kind, _open[^1].Span with { LateNs = Math.Max(0, nowNs - ArmedNs) });
            ArmedNs = -1;
        }

        public CaptureSpan? End(in CaptureEvent captured)
        {
            CaptureKind begin = captured.Kind switch
            {
                CaptureKind.VectorExit => CaptureKind.VectorEntry,
                CaptureKind.IrqExit => CaptureKind.IrqEntry,
                CaptureKind.IpiExit => CaptureKind.IpiEntry,
                _ => CaptureKind.SoftirqEntry,
            };
            int number = captured.Number;
            int at = _open.FindLastIndex(one => one.Kind == begin && one.Span.Number == number);
            if (at < 0) return null;
            CaptureSpan span = _open[at].Span with { EndNs = captured.TimeNs };
            _open.RemoveRange(at, _open.Count - at);
            return span;
        }

        public void Forget()
        {
            _open.Clear();
            ArmedNs = -1;
        }
    }
}
