using System.CommandLine;
using Tickstorm.Client.Output.Answers;
using Tickstorm.Client.Output.Json;
using Tickstorm.Client.Running;
using Tickstorm.Client.Shell;

namespace Tickstorm.Client.Output;

/// <summary>--json FILE|-: where JSON goes; with - it is alone on standard output.</summary>
internal sealed class JsonTarget
{
    private readonly Option<string?> _json = new("--json")
    {
        Description = "Write JSON to a file, or alone to standard output with -", HelpName = "file",
    };

    /// <summary>Adds the option to a command.</summary>
    public JsonTarget AddTo(Command command)
    {
        command.Add(_json);
        return this;
    }

    /// <summary>The file, - or null.</summary>
    public string? Path(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>True when standard output belongs to the JSON.</summary>
    public bool TakesOutput(ParseResult parsed) => parsed.GetValue(_json) == "-";

    /// <summary>Writes where it was asked for, if it was.</summary>
    public void Write(ParseResult parsed, ClientContext context, Action<Stream> write)
    {
        switch (parsed.GetValue(_json))
        {
            case null:
                break;
            case "-":
                write(context.OutputStream);
                break;
            case var path:
                using (FileStream file = File.Create(path)) write(file);
                break;
        }
    }

    /// <summary>Writes an experiment where it was asked for, if it was.</summary>
    public void Write(ParseResult parsed, ClientContext context, Experiment experiment, Answer? answer = null) =>
        Write(parsed, context, stream => ExperimentJson.Write(stream, experiment, answer));
}
