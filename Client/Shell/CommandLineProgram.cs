using System.CommandLine;
using System.CommandLine.Parsing;
using Tickstorm.Client.Cluster;
using Tickstorm.Client.Commands;
using Tickstorm.Client.Help;
using Tickstorm.Contracts.Runs;
using Tickstorm.Contracts.Security;
using Tickstorm.Engine;
using Tickstorm.Traces.Formats;

namespace Tickstorm.Client.Shell;

/// <summary>The command line: parse, run, and turn what goes wrong into one message and an exit code.</summary>
internal static class CommandLineProgram
{
    /// <summary>Runs one command line.</summary>
    public static int Run(IReadOnlyList<string> args, ClientContext context)
    {
        try
        {
            ParseResult parsed = Root(context).Parse(args);
            bool asks = parsed.Action is HelpWithExamples || parsed.Tokens.Any(token => token.Type == TokenType.Directive);
            if (!asks && MistypedWords.Errors(parsed).ToArray() is { Length: > 0 } errors)
            {
                foreach (string error in errors) context.Error.WriteLine(error);
                context.Error.WriteLine($"Usage: {CommandPath.Full(parsed.CommandResult.Command)} --help");
                return ExitCodes.BadInput;
            }

            return parsed.Invoke(new InvocationConfiguration
            {
                Output = context.Output,
                Error = context.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (Exception e) when (IsForTheUser(e))
        {
            context.Error.WriteLine(e.Message);
            return ExitCodes.BadInput;
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Interrupted;
        }
        catch (FailedRunException e)
        {
            context.Error.WriteLine(e.Message);
            return ExitCodes.Internal;
        }
        catch (OutOfMemoryException)
        {
            context.Error.WriteLine(
                "out of memory: this needs more than the process may have; fewer --cpus, or a larger limit, would be right");
            return ExitCodes.BadInput;
        }
#pragma warning disable CA1031 // The last line of defence: a user gets a sentence, never a stack trace.
        catch (Exception e)
#pragma warning restore CA1031
        {
            bool details = Environment.GetEnvironmentVariable("TICKSTORM_DEBUG") == "1";
            context.Error.WriteLine($"internal error: {(details ? e.ToString() : e.Message.Split('\n', 2)[0].TrimEnd())}");
            if (!details) context.Error.WriteLine("Set TICKSTORM_DEBUG=1 to see where it happened.");
            return ExitCodes.Internal;
        }
    }

    // What a user can put right: the input, a file that cannot be had, a scenario that does not advance.
    private static bool IsForTheUser(Exception e) =>
        e is BadInputException or TraceFormatException or LivelockException or IOException or UnauthorizedAccessException
            or StorageTroubleException or DamagedStateException or AccessDeniedException;

    /// <summary>All commands.</summary>
    public static RootCommand Root(ClientContext context)
    {
        RootCommand root = new(
            "Tickstorm simulates the timer interrupts of an SMP machine: which arrive, which are serialised behind whom, which are lost.")
        {
            CompareCommand.Create(context),
            RunCommand.Create(context),
            SweepCommand.Create(context),
            EstimateCommand.Create(context),
            AnalyzeCommand.Create(context),
            ConvertCommand.Create(context),
            CalibrateCommand.Create(context),
            ReplayCommand.Create(context),
            BenchCommand.Create(context),
            ScenariosCommand.Create(context),
            DesignsCommand.Create(context),
            ClusterCommands.Create(context),
            DoctorCommand.Create(context),
            HelpCommand.Create(context),
            CompletionCommand.Create(context),
        };
        root.Add(ManCommand.Create(context, root));
        HelpWithExamples.AddTo(root, context);
        WordCompletions.AddTo(root);
        VersionLine.AddTo(root, context);
        return root;
    }
}
