using Tickstorm.Kernel;
using Tickstorm.Scenarios;

namespace Tickstorm.Tests.Kernel.Lines;

/// <summary>
/// kernel/irq/chip.c and handle.c written out in the order of their own lines, one critical section at a time: a second opinion that knows
/// neither the flow table nor the switches.
/// </summary>
internal sealed partial class ReferenceLine(FlowKind flow, string kernel, ChipKind chip, int singleTarget)
{
    private readonly KernelVersion _kernel = KernelVersion.Parse(kernel);
    private readonly List<int> _spinning = [];
    private bool _inProgress, _pending, _masked;
    private int _owner = -1, _eois;

    public bool Disabled { get; init; }

    public int Kstat { get; private set; }

    public int Runs { get; private set; }

    public int Masks { get; private set; }

    public int Unmasks { get; private set; }

    public int Ends { get; private set; }

    /// <summary>Calls of chip->eoi.</summary>
    public int ChipEois { get; private set; }

    /// <summary>The CPU in the handler; -1 for none.</summary>
    public int Owner => _owner;

    public string Flags => $"{(_inProgress ? "IP " : "")}{(_pending ? "PE " : "")}";

    /// <summary>What happened, as "cpu:what/eois".</summary>
    public List<string> Log { get; } = [];

    /// <summary>From the flow handler's entry to the call of its action, or to its return.</summary>
    public void Arrive(int cpu)
    {
        _eois = 0;
        bool runs = flow switch
        {
            FlowKind.Simple => Simple(),
            FlowKind.Level => Level(),
            FlowKind.FastEoi => FastEoi(),
            FlowKind.Edge when _inProgress && Since("6.17") && cpu == singleTarget => Spins(cpu),
            FlowKind.Edge => Edge(),
            FlowKind.EdgeEoi => EdgeEoi(),
            _ => DoIrq(),
        };
        if (_spinning.Contains(cpu)) return;
        if (runs) _owner = cpu;
        if (runs) Runs++;
        Log.Add($"{cpu}:{(runs ? "run" : "drop")}/{_eois}");
    }

    /// <summary>From the action's return to its next call, or to the flow handler's return.</summary>
    public void End()
    {
        int cpu = _owner;
        _eois = 0;
        // handle_irq_event of 2.6.39 and later: lock, clear INPROGRESS. Before, the flow handlers do it themselves, behind their loop.
        if (Since("2.6.39")) _inProgress = false;
        if (RunsAgain())
        {
            if (Since("2.6.39")) HandleIrqEvent();
            Runs++;
            Log.Add($"{cpu}:again/{_eois}");
            return;
        }

        _inProgress = false;
        if (flow == FlowKind.Level) UnmaskAfterLevel();
        if (flow is FlowKind.FastEoi or FlowKind.EdgeEoi) ChipEoi();
        if (flow == FlowKind.DoIrq) Ends++;
        _owner = -1;
        Log.Add($"{cpu}:done/{_eois}");
        int[] woken = [.. _spinning];
        _spinning.Clear();
        foreach (int spinner in woken) Arrive(spinner);
    }

    private bool Simple()
    {
        if (_inProgress) return false; // irq_may_run, or "goto out_unlock".
        if (Until("2.6.23"))
        {
            Kstat++;
            if (Disabled) return Leave(ChipMask, pending: true);
            _pending = false;
            _inProgress = true;
            return true;
        }

        if (Until("4.6")) Kstat++;
        if (Disabled) return Leave(null, pending: Since("3.5"));
        if (Since("4.7")) Kstat++;
        HandleIrqEvent();
        return true;
    }

    private bool Level()
    {
        MaskAckIrq();
        if (_inProgress) return false;
        if (Until("4.6")) Kstat++;
        if (Disabled) return Leave(null, pending: Until("2.6.22") || Since("3.5"));
        if (Since("4.7")) Kstat++;
        if (Until("2.6.22")) _pending = false;
        HandleIrqEvent();
        return true;
    }

    private bool FastEoi()
    {
        if (_inProgress) return Leave(ChipEoi, pending: false);
        if (Until("4.6")) Kstat++;
        if (Disabled)
        {
            MaskIrq();
            return Leave(ChipEoi, pending: true);
        }

        if (Since("4.7")) Kstat++;
        _pending = false;
        HandleIrqEvent();
        return true;
    }

    private bool Spins(int cpu)
    {
        _spinning.Add(cpu);
        return false;
    }

    private bool Edge()
    {
        if (_inProgress || Disabled)
        {
            _pending = true;
            MaskAckIrq();
            _masked = true; // desc->status |= IRQ_PENDING | IRQ_MASKED, in the oldest by hand.
            return false;
        }

        Kstat++;
        ChipAck();
        _inProgress = true;
        // The loop's head: nothing is pending in an idle line that can run, or it is cleared now.
        _pending = false;
        return true;
    }

    private bool EdgeEoi()
    {
        if (_inProgress || Disabled) return Leave(ChipEoi, pending: true);
        Kstat++;
        _pending = false;
        HandleIrqEvent();
        return true;
    }

    private bool DoIrq()
    {
        Kstat++;
        ChipAck();
        _pending = true;
        if (_inProgress || Disabled)
        {
            Ends++;
            return false;
        }

        _pending = false;
        _inProgress = true;
        return true;
    }

    // The tail of the loops: while (PENDING && !DISABLED), and edge's unmask at their head; __do_IRQ asks for PENDING alone.
    private bool RunsAgain()
    {
        bool loops = flow is FlowKind.Edge or FlowKind.EdgeEoi or FlowKind.DoIrq;
        if (!loops || !_pending || Disabled && flow != FlowKind.DoIrq) return false;
        if (flow == FlowKind.Edge && _masked) UnmaskIrq();
        _pending = false;
        return true;
    }

    // desc->status |= IRQ_INPROGRESS, or handle_irq_event, which clears PENDING as well.
    private void HandleIrqEvent()
    {
        if (Since("2.6.39")) _pending = false;
        _inProgress = true;
    }

    private bool Leave(Action? chipCall, bool pending)
    {
        chipCall?.Invoke();
        if (pending) _pending = true;
        return false;
    }

    private bool Since(string version) => _kernel >= KernelVersion.Parse(version);

    // Through a release and its stable ones: no boundary of these files lies within one.
    private bool Until(string version) => _kernel <= KernelVersion.Parse(version);
}
