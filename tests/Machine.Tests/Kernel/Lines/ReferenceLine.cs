using Tickstorm.Kernel;
using Tickstorm.Scenarios;

namespace Tickstorm.Tests.Kernel.Lines;

/// <summary>The flow handlers written out as the kernel's C has them, one critical section at a time: a second opinion.</summary>
internal sealed class ReferenceLine(FlowKind flow, KernelEra era, int singleTarget)
{
    private readonly List<int> _spinning = [];
    private bool _inProgress, _pending, _masked;
    private int _owner = -1;

    public bool Disabled { get; init; }

    public int Kstat { get; private set; }

    public int Runs { get; private set; }

    public int Masks { get; private set; }

    public int Unmasks { get; private set; }

    public int Ends { get; private set; }

    /// <summary>The CPU in the handler; -1 for none.</summary>
    public int Owner => _owner;

    public string Flags => $"{(_inProgress ? "IP " : "")}{(_pending ? "PE " : "")}";

    /// <summary>What happened, as "cpu:what/eois".</summary>
    public List<string> Log { get; } = [];

    public void Arrive(int cpu)
    {
        switch (flow)
        {
            case FlowKind.Simple:
                if (_inProgress) Leave(cpu, 0);
                else if (Disabled)
                    Unable(cpu, 0, masks: era == KernelEra.Linux2621, pending: era is KernelEra.Linux2621 or KernelEra.Linux617);
                else Start(cpu, 0, era is KernelEra.Linux2621 or KernelEra.Linux617);
                break;
            case FlowKind.Level:
                Masks++;
                if (_inProgress) Leave(cpu, 1);
                else if (Disabled) Unable(cpu, 1, masks: false, pending: era is KernelEra.Linux2621 or KernelEra.Linux617);
                else Start(cpu, 1, era == KernelEra.Linux2621);
                break;
            case FlowKind.FastEoi:
                if (_inProgress) Leave(cpu, 1);
                else if (Disabled) Unable(cpu, 1, masks: true, pending: true);
                else Start(cpu, 0, true);
                break;
            case FlowKind.Edge:
                if (_inProgress && era == KernelEra.Linux617 && cpu == singleTarget)
                {
                    _spinning.Add(cpu);
                }
                else if (_inProgress || Disabled)
                {
                    _pending = _masked = true;
                    Masks++;
                    Leave(cpu, 1);
                }
                else
                {
                    Start(cpu, 1, true);
                }

                break;
            case FlowKind.EdgeEoi:
                if (_inProgress || Disabled)
                {
                    _pending = true;
                    Leave(cpu, 1);
                }
                else
                {
                    Start(cpu, 0, true);
                }

                break;
            default:
                // __do_IRQ
                Kstat++;
                _pending = true;
                if (_inProgress || Disabled)
                {
                    Ends++;
                    Leave(cpu, 1);
                    break;
                }

                Kstat--;
                Start(cpu, 1, true);
                break;
        }
    }

    public void End()
    {
        int cpu = _owner;
        bool loops = flow is FlowKind.Edge or FlowKind.EdgeEoi or FlowKind.DoIrq;
        if (loops && _pending && (flow == FlowKind.DoIrq || !Disabled))
        {
            if (_masked)
            {
                Unmasks++;
                _masked = false;
            }

            _pending = false;
            Runs++;
            Log.Add($"{cpu}:again/0");
            return;
        }

        _inProgress = false;
        _owner = -1;
        if (flow == FlowKind.Level && !Disabled) Unmasks++;
        if (flow == FlowKind.DoIrq) Ends++;
        Log.Add($"{cpu}:done/{(flow is FlowKind.FastEoi or FlowKind.EdgeEoi ? 1 : 0)}");
        int[] woken = [.. _spinning];
        _spinning.Clear();
        foreach (int spinner in woken) Arrive(spinner);
    }

    private void Start(int cpu, int eois, bool clearsPending)
    {
        if (clearsPending) _pending = false;
        Kstat++;
        Runs++;
        _inProgress = true;
        _owner = cpu;
        Log.Add($"{cpu}:run/{eois}");
    }

    private void Unable(int cpu, int eois, bool masks, bool pending)
    {
        if (era != KernelEra.Linux617) Kstat++;
        if (masks) Masks++;
        if (pending) _pending = true;
        Leave(cpu, eois);
    }

    private void Leave(int cpu, int eois) => Log.Add($"{cpu}:drop/{eois}");
}
