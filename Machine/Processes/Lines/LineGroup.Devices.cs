using Tickstorm.Engine;
using Tickstorm.Kernel;
using Tickstorm.Scenarios;
using Tickstorm.Tracing;

namespace Tickstorm.Processes.Lines;

// The devices of the lines: when they interrupt, and what becomes of it at the line.
internal sealed partial class LineGroup
{
    private const long Second = 1_000_000_000;

    private void StartDevices()
    {
        foreach (ref LineState line in Table.Lines.AsSpan())
        {
            if (line.Number > 0 && DeviceOf(in line).PerSecond > 0) NextDevice(ref line, 0);
        }
    }

    private DeviceLoad DeviceOf(in LineState line) => _scenario.Workload.Devices[line.Number - 1];

    // The next of the burst, or the next burst: so far after the one before. Kinds do not matter to draws.
    private void NextDevice(ref LineState line, long now)
    {
        DeviceLoad device = DeviceOf(in line);
        if (line.BurstLeft > 0)
        {
            line.BurstLeft--;
            line.DeviceNs = now + device.GapNs;
            return;
        }

        long interval = Second / device.PerSecond;
        long space = device.Spacing == DeviceSpacing.Constant ? interval : Draw.Exponential(
            Draw.Bits(_seed, _cpus, DrawPurpose.Device + line.Number - 1, line.DeviceDraws++), interval);
        // A drawn burst that would begin within the one before follows it.
        line.BurstNs = Math.Max(line.BurstNs + space, device.Burst > 1 ? now + 1 : 0);
        line.DeviceNs = line.BurstNs;
        line.BurstLeft = device.Burst - 1;
    }

    private void FireDevice(int slot, long now, Effects effects)
    {
        Table.Touch(slot);
        ref LineState line = ref Table.Lines[slot];
        NextDevice(ref line, now);
        line.Ledger.Raised++;
        if (line.Kind != DeviceKind.Pin)
        {
            SendMessage(ref line, now, effects);
            return;
        }

        if (!line.LevelSource && Table.IoApic[line.Pin].IsMasked) line.Ledger.PinMasked++;
        if (line.LevelSource && line.IsAsserted) line.Ledger.Merged++;
        line.IsAsserted = line.LevelSource;
        Raise(line.Pin, line.LevelSource, now, effects);
    }

    private void Deassert(int number)
    {
        int slot = Table.SlotOf(number);
        ref LineState line = ref Table.Lines[slot];
        if (line.Kind != DeviceKind.Pin) return;
        Table.Touch(slot);
        if (line.IsAsserted) line.Ledger.Deasserted++;
        line.IsAsserted = false;
        Table.TouchPins();
        Table.IoApic.SetPin(line.Pin, high: false);
    }

    // A section that is over as far as flags go.
    private static void Book(ref LineState line, LineFlags before, in FlowStep step)
    {
        if (line.Number == 0) return;
        bool remembered = before.HasFlag(LineFlags.Pending);
        if (step.Verdict == FlowVerdict.Run) line.Ledger.Entered++;
        if (step.Verdict == FlowVerdict.Drop)
        {
            line.Ledger.Dropped++;
            if (line.LevelSource || step.Set.HasFlag(LineFlags.Pending) && !remembered) return;
            if (step.Reason == DropReason.LineInProgress) line.Ledger.InProgress++;
            else if (step.Reason == DropReason.LineDisabled) line.Ledger.Disabled++;
            else line.Ledger.NoAction++;
        }
        else if (step.Verdict == FlowVerdict.Run && remembered && !line.LevelSource)
        {
            // Its handler runs once for both.
            line.Ledger.Merged++;
            line.Ledger.MergedAtLine++;
        }
    }
}
