using Tickstorm.Client.Running;
using Tickstorm.Results;

namespace Tickstorm.Client.Output;

/// <summary>Says what became of devices' interrupts where their lines were moved.</summary>
internal static class DeviceText
{
    /// <summary>A sentence for each line that was moved, or was to be, and one for what was lost by it; none where none was.</summary>
    public static IEnumerable<string> Of(DesignOutcome outcome)
    {
        if (outcome.First.Devices is not { } devices) yield break;
        foreach (LineReport line in devices.Lines.Where(line => line.Moves + line.FailedMoves > 0)) yield return Of(outcome.Design, line);
        if (devices.Lost.NoHandler == 0) yield break;
        string lost = devices.Lost.NoHandler == 1 ? "1 interrupt is" : $"{Numbers.Text(devices.Lost.NoHandler)} interrupts are";
        yield return $"{outcome.Design}: {lost} lost, since a CPU got a vector that leads to no line there (no-handler).";
    }

    private static string Of(string design, LineReport line)
    {
        string moves = line.Moves == 1 ? "once" : $"{Numbers.Text(line.Moves)} times";
        string failed = line.FailedMoves > 0 ? $" ({Numbers.Text(line.FailedMoves)} failed)" : "";
        string counts = string.Join(", ", line.Kstat.Select(k => $"{Numbers.Text(k.Count)} on CPU {k.Cpu}"));
        return $"{design}: line {line.Line} ({line.Kind}) was moved {moves}{failed} and goes to CPU {line.Cpu}; of "
            + $"{Numbers.Text(line.Raised)} interrupts the kernel counts {counts}.";
    }
}
