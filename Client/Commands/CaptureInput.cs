using Tickstorm.Client.Options;
using Tickstorm.Client.Shell;
using Tickstorm.Traces.Analysis;
using Tickstorm.Traces.Calibration;
using Tickstorm.Traces.Inputs;

namespace Tickstorm.Client.Commands;

/// <summary>A scenario from a capture of a real kernel.</summary>
internal static class CaptureInput
{
    /// <summary>CPUs, HZ, phases, busy CPUs and handler times of a capture; what it does not say goes to the user as notes.</summary>
    /// <param name="file">The capture.</param>
    /// <param name="context">The outside world.</param>
    /// <param name="allowUnsorted">Sorts a capture that is out of order.</param>
    /// <param name="choice">What of it is taken; null for all.</param>
    /// <param name="assumedHz">Its rate where it does not show.</param>
    public static CalibrationResult Calibrate(
        InputFile file, ClientContext context, bool allowUnsorted, AnalysisChoice? choice = null, int? assumedHz = null)
    {
        CalibrationResult result = Calibrator.Calibrate(file, allowUnsorted, choice, assumedHz);
        foreach (string note in result.Notes) context.Error.WriteLine($"note: {note}");
        OverrideOptions.Checked(result.Scenario, file.Path);
        return result;
    }
}
