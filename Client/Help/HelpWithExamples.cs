using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Tickstorm.Client.Output;
using Tickstorm.Client.Shell;

namespace Tickstorm.Client.Help;

/// <summary>The help of System.CommandLine, and below it examples and environment variables.</summary>
internal sealed class HelpWithExamples(ClientContext context) : SynchronousCommandLineAction
{
    private readonly HelpAction _help = new();

    /// <summary>Puts it in the place of the help that a root command has.</summary>
    public static void AddTo(RootCommand root, ClientContext context)
    {
        foreach (HelpOption option in root.Options.OfType<HelpOption>()) option.Action = new HelpWithExamples(context);
    }

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        int exitCode = _help.Invoke(parseResult);
        Command command = parseResult.CommandResult.Command;
        context.Output.WriteLine("Environment:");
        (string Name, string Meaning)[] variables = [.. CommandVariables.Of(command)];
        int width = variables.Max(variable => variable.Name.Length);
        foreach ((string name, string meaning) in variables) Prose.Write(context, $"  {name.PadRight(width)}  {meaning}");
        context.Output.WriteLine();
        context.Output.WriteLine("Examples:");
        foreach (string example in CommandExamples.Of(command)) Prose.WriteCommand(context, $"  tickstorm {example}");
        return exitCode;
    }
}
