using System.CommandLine;
using Tickstorm.Client.Library;
using Tickstorm.Client.Output;
using Tickstorm.Client.Shell;
using Tickstorm.Kernel.Designs;

namespace Tickstorm.Client.Commands;

/// <summary>designs: what the built-in designs are, and how they are written.</summary>
internal static class DesignsCommand
{
    /// <summary>The command.</summary>
    public static Command Create(ClientContext context) =>
        new("designs", "List and show delivery designs") { List(context), Show(context), Page(context) };

    private static Command List(ClientContext context)
    {
        Command command = new("list", "List the built-in designs, with the approach of the mail of 2007 that each is");
        command.SetAction(_ =>
        {
            foreach (Design design in DesignLibrary.All)
            {
                Prose.Write(context, $"{design.Name}");
                Prose.Write(context, $"    {design.Description}");
                Prose.Write(context, $"    approach of the mail: {DesignText.Approach(design)}");
                if (DesignText.Variants(design) is { Length: > 0 } variants) Prose.Write(context, $"    chips: {variants}");
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Show(ClientContext context)
    {
        Argument<string> name = new("name") { Description = "A built-in design, with its chip if need be, as in irq0-edge@local" };
        Command command = new("show", "Print a built-in design in the form in which a scenario defines one of its own") { name };
        command.SetAction(parsed =>
        {
            string asked = parsed.GetValue(name)!;
            if (DesignLibrary.Problem(asked) is { } problem) throw new BadInputException(problem);
            context.Output.Write(DesignText.Scenario(DesignLibrary.Find(asked)!));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Page(ClientContext context)
    {
        Command command = new("page", "Print the reference of all designs and their properties: docs/designs.md");
        command.SetAction(_ =>
        {
            context.Output.Write(DesignReference.Page());
            return ExitCodes.Done;
        });
        return command;
    }
}
