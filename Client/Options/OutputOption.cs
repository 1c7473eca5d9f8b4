using System.CommandLine;
using Tickstorm.Client.Output;

namespace Tickstorm.Client.Options;

/// <summary>An option that names where something is written; with - it is alone on standard output.</summary>
internal sealed class OutputOption(string name, string what, string helpName)
{
    private readonly Option<string?> _option = new(name)
    {
        Description = $"Write {what} to a file, or alone to standard output with {Outputs.Standard}", HelpName = helpName,
    };

    /// <summary>--json FILE|-.</summary>
    public static OutputOption Json() => new("--json", "JSON", "file");

    /// <summary>--report FILE.html|-.</summary>
    public static OutputOption Report() => new("--report", "a self-contained HTML report", "file.html");

    /// <summary>Adds the option to a command.</summary>
    public OutputOption AddTo(Command command)
    {
        command.Add(_option);
        return this;
    }

    /// <summary>The option itself.</summary>
    public Option Option => _option;

    /// <summary>True when it was given.</summary>
    public bool IsAsked(ParseResult parsed) => parsed.GetValue(_option) is not null;

    /// <summary>Opens what was asked for; null when nothing was.</summary>
    /// <exception cref="Traces.Outputs.OutputException">It cannot be had, or must not be.</exception>
    public OutputTarget? Open(ParseResult parsed, Outputs outputs) => outputs.Open(_option.Name, parsed.GetValue(_option));
}
