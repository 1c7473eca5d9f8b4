using Tickstorm.Client.Options;
using Tickstorm.Client.Shell;
using Tickstorm.Traces.Calibration;
using Tickstorm.Traces.Inputs;

namespace Tickstorm.Client.Commands;

/// <summary>A scenario from a capture of a real kernel.</summary>
internal static class CaptureInput
{
    /// <summary>CPUs, HZ, phases, busy CPUs and handler times of a capture; what it does not say goes to the user as notes.</summary>
    public static CalibrationResult Calibrate(InputFile file, ClientContext context, bool allowUnsorted)
    {
        CalibrationResult result = Calibrator.Calibrate(file, allowUnsorted);
        foreach (string note in result.Notes) context.Error.WriteLine($"note: {note}");
        OverrideOptions.Checked(result.Scenario, file.Path);
        return result;
    }
}
