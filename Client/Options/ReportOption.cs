using System.CommandLine;

namespace Tickstorm.Client.Options;

/// <summary>--report FILE.html: one self-contained page.</summary>
internal sealed class ReportOption
{
    private readonly Option<string?> _report = new("--report")
    {
        Description = "Write a self-contained HTML report", HelpName = "file.html",
    };

    /// <summary>Adds the option to a command.</summary>
    public ReportOption AddTo(Command command)
    {
        command.Add(_report);
        return this;
    }

    /// <summary>The file, or null.</summary>
    public string? Path(ParseResult parsed) => parsed.GetValue(_report);

    /// <summary>Makes and writes the page, if one was asked for.</summary>
    public void Write(ParseResult parsed, Func<string> page)
    {
        if (Path(parsed) is { } path) File.WriteAllText(path, page());
    }
}
