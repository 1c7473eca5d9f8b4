using Tickstorm.Client.Running;
using Tickstorm.Results;

namespace Tickstorm.Client.Output;

/// <summary>Says what became of devices' interrupts where their lines were moved.</summary>
internal static class DeviceText
{
    /// <summary>A sentence for each line that was moved, or was to be; none where none was.</summary>
    public static IEnumerable<string> Of(DesignOutcome outcome) =>
        outcome.First.Devices is { } devices ? devices.Lines.Where(IsMoved).Select(line => Of(outcome.Design, line, devices)) : [];

    private static bool IsMoved(LineReport line) => line.Moves + line.FailedMoves > 0;

    private static string Of(string design, LineReport line, DeviceReport devices)
    {
        string moves = line.Moves == 1 ? "once" : $"{Numbers.Text(line.Moves)} times";
        string failed = line.FailedMoves > 0 ? $" ({Numbers.Text(line.FailedMoves)} failed)" : "";
        string counts = string.Join(", ", line.Kstat.Select(k => $"{Numbers.Text(k.Count)} on CPU {k.Cpu}"));
        string lost = devices.Lost.NoHandler > 0 ? $"; {Numbers.Text(devices.Lost.NoHandler)} came with a vector of no line" : "";
        return $"{design}: line {line.Line} ({line.Kind}) was moved {moves}{failed} and goes to CPU {line.Cpu}; of "
            + $"{Numbers.Text(line.Raised)} interrupts the kernel counts {counts}{lost}.";
    }
}
