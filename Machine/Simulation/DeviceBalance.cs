using Tickstorm.Engine;
using Tickstorm.Kernel;
using Tickstorm.Processes;
using Tickstorm.Processes.Cores;
using Tickstorm.Processes.Lines;

namespace Tickstorm.Simulation;

/// <summary>Conservation of devices' interrupts, at any commit, from the device over the bus and the CPU to the end of the line.</summary>
internal sealed class DeviceBalance(SmpMachine machine)
{
    private readonly CoreModel _model = machine.Plan.CoreModel;

    /// <summary>Holds lines and cores against the messages that are under way.</summary>
    /// <exception cref="BrokenRunException">An interrupt is missing, or there is one too many.</exception>
    public void Check(IEnumerable<Message> underWay)
    {
        long sent = 0, arrivals = 0;
        foreach (LineGroup group in machine.LineGroups)
        {
            for (int slot = 0; slot < group.Table.Lines.Length; slot++)
            {
                ref LineState line = ref group.Table.Lines[slot];
                if (line.Number == 0) continue;
                sent += line.Ledger.Sent;
                arrivals += line.Ledger.Arrivals;
                CheckLine(group.Table, slot, in line);
            }
        }

        long flying = 0, entering = 0;
        foreach (Message message in underWay)
        {
            if (message.Kind == MessageKind.Interrupt && _model.IsDevice((byte)message.A)) flying++;
            else if (message.Kind == MessageKind.Arrive && message.A > 0) entering++;
        }

        DeviceCounts cores = DeviceTotals.Cores(machine);
        long waiting = 0;
        for (int cpu = 0; cpu < machine.Cores.Length; cpu++) waiting += _model.DevicesInIrr(ref machine.Cores[cpu]);
        Demand("to CPUs", sent + cores.SentOn, flying + waiting + cores.Taken + cores.Coalesced + cores.CoalescedLevels);
        Demand("to lines", cores.Taken, cores.Unhandled + cores.Strays + entering + arrivals);
    }

    private static void CheckLine(LineTable table, int slot, in LineState line)
    {
        LineLedger ledger = line.Ledger;
        int waiting = table.Queues[slot].CountOf(MessageKind.Arrive);
        waiting += table.Spinners.Count(spinner => spinner.Line == slot && spinner.Waiter.Kind == MessageKind.Arrive);
        Demand($"at line {line.Number}", ledger.Arrivals, ledger.Entered + ledger.Dropped + waiting);
        if (line.LevelSource)
        {
            Demand($"of device {line.Number - 1}", ledger.Raised, ledger.Deasserted + ledger.Merged + (line.IsAsserted ? 1 : 0));
            return;
        }

        // What the flow handler remembered is lost, run for, or sent again.
        long again = line.Runs - ledger.Entered;
        long lost = ledger.InProgress + ledger.Disabled + ledger.NoAction;
        long resent = line.Resends;
        long remembered = line.Flags.HasFlag(LineFlags.Pending) ? 1 : 0;
        Demand($"dropped at line {line.Number}", ledger.Dropped, lost + again + ledger.MergedAtLine + resent + remembered);
        long atDevice = ledger.PinMasked + ledger.Merged - ledger.MergedAtLine + (line.Message.IsPending ? 1 : 0);
        Demand($"of device {line.Number - 1}", ledger.Raised, ledger.Sent - resent + atDevice);
    }

    private static void Demand(string what, long left, long right)
    {
        if (left != right) throw new BrokenRunException($"Interrupts {what} break conservation: {left} are not {right}.");
    }
}
