using System.CommandLine;
using System.Text;
using Tickstorm.Client.Shell;

namespace Tickstorm.Client.Help;

/// <summary>A manual page (man(7)) from the words of a command's help.</summary>
internal static class ManPage
{
    /// <summary>The name of its file, as in tickstorm-cluster-run.1.</summary>
    public static string FileOf(Command command) => CommandPath.Full(command).Replace(' ', '-') + ".1";

    /// <summary>The page.</summary>
    public static string Of(Command command)
    {
        StringBuilder page = new();
        string name = CommandPath.Full(command);
        Line($".TH \"{name.Replace(' ', '-').ToUpperInvariant()}\" 1 \"\" \"tickstorm {VersionLine.Version}\" \"Tickstorm\"");
        Line(".SH NAME");
        Line($"{Text(name.Replace(' ', '-'))} \\- {Text(command.Description ?? "")}");
        Line(".SH SYNOPSIS");
        Line($".B {Text(name)}");
        if (command.Subcommands.Any(c => !c.Hidden)) Line(".I command");
        foreach (Argument argument in command.Arguments.Where(a => !a.Hidden))
            Line(argument.Arity.MinimumNumberOfValues == 0 ? $"[\\fI{Text(argument.Name)}\\fR]" : $"\\fI{Text(argument.Name)}\\fR");
        Line("[\\fIoptions\\fR]");
        Section("COMMANDS", command.Subcommands.Where(c => !c.Hidden).Select(c => (c.Name, c.Description)));
        Section("ARGUMENTS", command.Arguments.Where(a => !a.Hidden).Select(a => (a.Name, a.Description)));
        Section("OPTIONS", Options(command).Select(o => (string.Join(", ", o.Aliases.Prepend(o.Name)) + Value(o), o.Description)));
        Section("ENVIRONMENT", CommandVariables.Of(command).Select(v => (v.Name, (string?)v.Meaning)));
        Section("EXIT STATUS", ExitCodes.All.Select(e => ($"{e.Code}", (string?)e.Meaning)));
        Line(".SH EXAMPLES");
        foreach (string example in CommandExamples.Of(command))
        {
            Line(".PP");
            Line($"tickstorm {Text(example)}");
        }

        return page.ToString();

        void Line(string line) => page.Append(line).Append('\n');

        void Section(string heading, IEnumerable<(string Term, string? Meaning)> entries)
        {
            if (!entries.Any()) return;
            Line($".SH {heading}");
            foreach ((string term, string? meaning) in entries)
            {
                Line(".TP");
                Line($".B {Text(term)}");
                Line(Text(meaning ?? ""));
            }
        }
    }

    private static IEnumerable<Option> Options(Command command) =>
        command.Options.Concat(command.Parents.OfType<Command>().SelectMany(Options).Where(o => o.Recursive)).Where(o => !o.Hidden)
            .DistinctBy(o => o.Name);

    private static string Value(Option option) => option.HelpName is { } value ? $" <{value}>" : "";

    private static string Text(string text)
    {
        string escaped = text.Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal);
        return escaped is ['.' or '\'', ..] ? "\\&" + escaped : escaped;
    }
}
