using System.CommandLine;
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
        Option<string?> json = new("--json")
        {
            Description = "Write JSON lines to a file, or alone to standard output with -", HelpName = "file",
        };
        Command command = new("replay", "Replay register vectors: registers in, observations out") { vectors, device, json };
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
            switch (parsed.GetValue(json))
            {
                case null:
                    return ReplayRunner.Run(path, options, json: false, context.Output, context.Error);
                case "-":
                    return ReplayRunner.Run(path, options, json: true, context.Output, context.Error);
                case var file:
                    using (StreamWriter writer = File.CreateText(file))
                        return ReplayRunner.Run(path, options, json: true, writer, context.Error);
            }
        });
        return command;
    }
}
