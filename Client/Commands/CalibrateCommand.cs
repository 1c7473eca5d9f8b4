using System.CommandLine;
using Tickstorm.Client.Options;
using Tickstorm.Client.Output;
using Tickstorm.Client.Shell;
using Tickstorm.Traces.Analysis;
using Tickstorm.Traces.Calibration;

namespace Tickstorm.Client.Commands;

/// <summary>calibrate: a scenario file from a capture of a real kernel.</summary>
internal static class CalibrateCommand
{
    private const int MostHz = 100_000;

    /// <summary>The command.</summary>
    public static Command Create(ClientContext context)
    {
        Argument<string> capture = new("capture")
        {
            Description = "A capture of a real kernel: ftrace, trace.dat, perf.data, trace-cmd report, perf script; - for standard input",
        };
        Option<string> target = new("--out")
        {
            Description = "The scenario file to write; - for standard output", HelpName = "scenario.yaml", Required = true,
        };
        Option<int?> hz = new("--hz") { Description = "Ticks per second, where the capture does not show them", HelpName = "rate" };
        Command command = new("calibrate", "Make a scenario from a capture of a real kernel") { capture, target, hz };
        UnsortedOption unsorted = new UnsortedOption().AddTo(command);
        command.SetAction(parsed =>
        {
            using Outputs outputs = new(context, parsed.GetValue(capture));
            OutputTarget scenario = outputs.Open(target.Name, parsed.GetValue(target))!;
            if (parsed.GetValue(hz) is < 1 or > MostHz)
                throw new BadInputException($"{hz.Name} is {parsed.GetValue(hz)}; 1 to {MostHz} was expected");
            AnalysisChoice choice = AnalysisChoice.All with { Hz = parsed.GetValue(hz) };
            CalibrationResult result =
                CaptureInput.Calibrate(context.Reads(parsed.GetValue(capture)!), context, unsorted.Of(parsed), choice);
            scenario.WriteText(text => text.Write(CalibrationText.Of(result)));
            return outputs.ExitCode(ExitCodes.Done);
        });
        return command;
    }
}
