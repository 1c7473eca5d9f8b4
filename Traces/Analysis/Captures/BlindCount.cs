using Tickstorm.Results;
using Tickstorm.Traces.Formats;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Analysis.Captures;

/// <summary>
/// What can be told of a capture that does not say of which CPUs its events are: how many there are of each, and, because each CPU's tick
/// has a timer of its own, how late ticks were. Nothing is measured from one event to the next.
/// </summary>
internal sealed class BlindCount
{
    private const int MostTimers = 1 << 16;
    private readonly CpuFigures _figures = new(CpuAnalysis.NoCpu);
    private readonly Dictionary<long, long> _armed = [];
    private readonly Dictionary<long, long> _expired = [];
    private long _ticks;
    private bool _expirySeen;

    /// <summary>Takes an event.</summary>
    public void Take(in CaptureEvent captured, ReadOnlySpan<byte> label, KernelAnalysis whole)
    {
        switch (captured.Kind)
        {
            case CaptureKind.VectorEntry:
                string name = whole.Name(label);
                _figures.Vector(captured.Number, name);
                if (name is VectorNames.LocalTimer or "timer_interrupt") _figures.TimerInterrupts++;
                break;
            case CaptureKind.IrqEntry:
                _figures.Irq(captured.Number, whole.Name(label), sharesWith: false);
                break;
            case CaptureKind.TickArmed when captured.Address != 0:
                if (_expired.Remove(captured.Address, out long last)) whole.Evidence.Step(captured.Argument - last);
                if (_armed.Count < MostTimers) _armed[captured.Address] = captured.Argument;
                break;
            case CaptureKind.TickExpired:
                _ticks++;
                _expirySeen = true;
                if (!_armed.Remove(captured.Address, out long due)) break;
                whole.Latency.Add(Math.Max(0, captured.Argument - due));
                _expired[captured.Address] = due;
                break;
            case CaptureKind.Jiffies:
                whole.Evidence.Jiffies(captured.TimeNs, captured.Argument);
                break;
            default:
                break;
        }
    }

    /// <summary>The figures.</summary>
    public AnalysisResult Result(
        SourceSummary source, RateEvidence evidence, LatencyHistogram latency, AnalysisChoice choice, IReadOnlyList<string> names)
    {
        Ledger ledger = new(Handled: _expirySeen ? _ticks : null);
        CpuAnalysis all = _figures.Result(null, _ticks);
        return new AnalysisResult
        {
            Source = source,
            Totals = ledger,
            Counted = ledger,
            Hz = choice.Hz ?? evidence.Hz,
            Cpus = [all with { TimerInterrupts = all.TimerInterrupts + _figures.TimerLines, LatencyNs = latency.Percentiles() }],
            Latency = latency,
            JiffiesPerSecond = evidence.JiffiesPerSecond,
            EventNames = names,
            NotVisible =
            [
                "of which CPUs the events are (perf script -F +cpu prints it): no durations, no gaps, no missed ticks, nobody silent",
                "losses: a real kernel records no event for them",
                .. CutText.Note(source) is { } note ? [note] : Array.Empty<string>(),
            ],
        };
    }
}
