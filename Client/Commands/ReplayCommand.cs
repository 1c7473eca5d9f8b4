using System.CommandLine;
using Tickstorm.Client.Options;
using Tickstorm.Client.Output;
using Tickstorm.Client.Replay;
using Tickstorm.Client.Shell;

namespace Tickstorm.Client.Commands;

/// <summary>replay: registers in, observations out.</summary>
internal static class ReplayCommand
{
    /// <summary>The command.</summary>
    public static Command Create(ClientContext context)
    {
        Argument<string> vectors = new("vectors") { Description = "Register vectors, one JSON object a line" };
        Option<string[]> device = new("--device-option")
        {
            Description = "A variant of the devices, as in quirks=qemu; may be given again", HelpName = "k=v",
        };
        Command command = new("replay", "Replay register vectors: registers in, observations out") { vectors, device };
        OutputOption json = new OutputOption("--json", "JSON lines", "file").AddTo(command);
        command.SetAction(parsed =>
        {
            Dictionary<string, string> options = [];
            foreach (string option in parsed.GetValue(device) ?? [])
            {
                if (option.Split('=', 2) is not [var key, var value])
                    throw new BadInputException($"--device-option is \"{option}\"; it must be key=value, as in quirks=qemu");
                options[key] = value;
            }

            string path = parsed.GetValue(vectors)!;
            using Outputs outputs = new(context, path);
            if (json.Open(parsed, outputs) is not { } target)
                return ReplayRunner.Run(path, options, json: false, context.Output, context.Error);
            using StringWriter lines = new();
            int exitCode = ReplayRunner.Run(path, options, json: true, lines, context.Error);
            if (exitCode != ExitCodes.BadInput) target.WriteText(text => text.Write(lines.ToString()));
            return outputs.ExitCode(exitCode);
        });
        return command;
    }
}
