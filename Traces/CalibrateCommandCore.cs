using Tickstorm.Traces.Analysis;
using Tickstorm.Traces.Calibration;

namespace Tickstorm.Traces;

/// <summary>What <c>tickstorm calibrate</c> does, up to the scenario; writing it as YAML is the caller's.</summary>
public static class CalibrateCommandCore
{
    /// <summary>Calibrates from a capture. Returns 0 with a result, or 2 without one for input that cannot be read.</summary>
    public static int Run(string path, TextWriter output, TextWriter error, out CalibrationResult? result)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        result = null;
        try
        {
            result = Calibrator.Calibrate(path);
        }
        catch (TraceFormatException fault)
        {
            error.WriteLine(fault.Message);
            return 2;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            error.WriteLine(fault.Message);
            return 2;
        }

        output.WriteLine(result.Scenario.Description);
        output.WriteLine($"  {Durations.Count(result.Facts.Events)} events in {Durations.Of(result.Facts.WindowNs)}; handler {result.Scenario.Tick.Handler}");
        foreach (string note in result.Notes) output.WriteLine("  " + note);
        return 0;
    }
}
