using Tickstorm.Processes.Cores;
using Tickstorm.Processes.Lines;
using Tickstorm.Results;
using Tickstorm.Scenarios;

namespace Tickstorm.Simulation;

/// <summary>Sums what became of devices' interrupts.</summary>
internal static class DeviceTotals
{
    /// <summary>The sums of a machine with devices.</summary>
    public static DeviceReport Of(SmpMachine machine)
    {
        DeviceCounts cores = Cores(machine);
        LineLedger all = default;
        long handled = 0;
        List<LineReport> lines = [];
        foreach (LineGroup group in machine.LineGroups)
        {
            for (int slot = 0; slot < group.Table.Lines.Length; slot++)
            {
                ref LineState line = ref group.Table.Lines[slot];
                if (line.Number == 0) continue;
                Add(ref all, in line.Ledger);
                handled += line.LevelSource ? line.Ledger.Deasserted : line.Runs;
                DeviceLoad device = machine.Plan.Scenario.Workload.Devices[line.Number - 1];
                lines.Add(
                    new(line.Number, device.Irq, line.Kind.Name(), line.Target, line.Vector, line.Ledger.Raised, line.Runs, line.Moves,
                        line.FailedMoves, line.Resends, [.. group.Table.Counted(slot).Select(one => (one.Cpu, one.Count))]));
            }
        }

        DeviceLosses lost = new(
            cores.Coalesced, all.InProgress, all.Disabled, all.NoAction, all.PinMasked, all.Merged, cores.Unhandled);
        lines.Sort((a, b) => a.Line - b.Line);
        long pending = all.Raised + cores.SentOn - cores.Strays - handled - lost.Total;
        return new DeviceReport(all.Raised, handled, pending, cores.SentOn, cores.Strays, lost, lines);
    }

    /// <summary>What all cores have counted.</summary>
    public static DeviceCounts Cores(SmpMachine machine)
    {
        DeviceCounts sum = default;
        for (int cpu = 0; cpu < machine.Cores.Length; cpu++)
        {
            ref DeviceCounts own = ref machine.Plan.CoreModel.DeviceCountsOf(ref machine.Cores[cpu]);
            sum.Taken += own.Taken;
            sum.Coalesced += own.Coalesced;
            sum.CoalescedLevels += own.CoalescedLevels;
            sum.Unhandled += own.Unhandled;
            sum.Strays += own.Strays;
            sum.SentOn += own.SentOn;
        }

        return sum;
    }

    private static void Add(ref LineLedger sum, in LineLedger ledger)
    {
        sum.Raised += ledger.Raised;
        sum.PinMasked += ledger.PinMasked;
        sum.Merged += ledger.Merged;
        sum.InProgress += ledger.InProgress;
        sum.Disabled += ledger.Disabled;
        sum.NoAction += ledger.NoAction;
    }
}
