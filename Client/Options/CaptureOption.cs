using System.CommandLine;
using System.Globalization;
using Tickstorm.Client.Commands;
using Tickstorm.Client.Running;
using Tickstorm.Client.Shell;
using Tickstorm.Scenarios;
using Tickstorm.Traces.Calibration;

namespace Tickstorm.Client.Options;

/// <summary>--capture FILE: the scenario of a captured machine in place of a named one.</summary>
internal sealed class CaptureOption
{
    private const int MostHz = 100_000;

    private readonly Option<string?> _capture = new("--capture")
    {
        Description = "Take the machine, its load and the design in use from a capture of a real kernel", HelpName = "file",
    };

    private readonly UnsortedOption _unsorted = new();

    /// <summary>Adds the option, and how the capture is read, to a command.</summary>
    public CaptureOption AddTo(Command command)
    {
        command.Add(_capture);
        _unsorted.AddTo(command);
        GoesWith.Add(command, "--allow-unsorted", _capture.Name);
        return this;
    }

    /// <summary>The capture; null unless given.</summary>
    public string? Of(ParseResult parsed) => parsed.GetValue(_capture);

    /// <summary>The captured kernel and its scenario.</summary>
    public (CapturedKernel Kernel, Scenario Scenario) Read(ParseResult parsed, ClientContext context)
    {
        // What changes the rate of a machine whose own is known is the rate of one whose own is not.
        int? hz = int.TryParse(parsed.GetValue<string>("--hz"), CultureInfo.InvariantCulture, out int given) ? given : null;
        if (hz is < 1 or > MostHz) hz = null;
        CalibrationResult result = CaptureInput.Calibrate(context.Reads(Of(parsed)!), context, _unsorted.Of(parsed), assumedHz: hz);
        return (new CapturedKernel(result), result.Scenario);
    }
}
