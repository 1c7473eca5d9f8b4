using System.CommandLine;
using Tickstorm.Client.Shell;
using Tickstorm.Scenarios.Yaml;
using Tickstorm.Traces.Calibration;

namespace Tickstorm.Client.Commands;

/// <summary>calibrate: a scenario file from a capture of a real kernel.</summary>
internal static class CalibrateCommand
{
    /// <summary>The command.</summary>
    public static Command Create(ClientContext context)
    {
        Argument<string> capture = new("capture") { Description = "ftrace text, trace-cmd report or perf script text; plain or gzip" };
        Option<string> target = new("--out")
        {
            Description = "The scenario file to write; - for standard output", HelpName = "scenario.yaml", Required = true,
        };
        Command command = new("calibrate", "Make a scenario from a capture of a real kernel") { capture, target };
        command.SetAction(parsed =>
        {
            CalibrationResult result = CaptureInput.Calibrate(parsed.GetValue(capture)!, context);
            string yaml = ScenarioWriter.Write(result.Scenario);
            if (parsed.GetValue(target) is { } path and not "-") File.WriteAllText(path, yaml);
            else context.Output.Write(yaml);
            return ExitCodes.Done;
        });
        return command;
    }
}
