using System.Text;
using Tickstorm.Results;
using Tickstorm.Traces.Formats;

namespace Tickstorm.Traces.Analysis;

/// <summary>The figures of one line on one CPU.</summary>
internal sealed class IrqFigures
{
    private const int MostActions = 64;
    private readonly List<string> _actions = [];
    private int _next;

    /// <summary>Interrupts.</summary>
    public long Count { get; private set; }

    /// <summary>True when the line drives the tick.</summary>
    public bool IsTimer { get; set; }

    /// <summary>How long its actions took, each.</summary>
    public LatencyHistogram Handler { get; } = new();

    /// <summary>An action began; false when it is a further one of the same interrupt.</summary>
    public bool Begin(string? name, bool isBehindAnother)
    {
        int place = name is null ? 0 : _actions.IndexOf(name);
        if (place < 0)
        {
            if (_actions.Count == 0) IsTimer = KernelNames.IsTimerAction(Encoding.Latin1.GetBytes(name!));
            place = _actions.Count;
            if (_actions.Count < MostActions) _actions.Add(name!);
        }

        // The actions of a shared line run one behind the other, in the same order each time.
        bool isFurther = isBehindAnother && place > 0 && place >= _next;
        _next = place + 1;
        if (isFurther) return false;
        Count++;
        return true;
    }

    /// <summary>The figures so far.</summary>
    public IrqAnalysis Result(int irq) =>
        new(irq, _actions.Count == 0 ? null : string.Join(", ", _actions), Count, Handler.Percentiles()) { Actions = _actions };
}
