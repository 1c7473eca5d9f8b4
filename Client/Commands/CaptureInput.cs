using Tickstorm.Scenarios;

namespace Tickstorm.Client.Commands;

/// <summary>A scenario from a capture of a real kernel. TEMPORARY until calibration is merged.</summary>
internal static class CaptureInput
{
    /// <summary>CPUs, HZ, phases, busy CPUs and handler times of a capture, as a scenario.</summary>
    public static Scenario Scenario(string path) => throw new BadInputException($"{path}: captures cannot be read by this version yet");
}
