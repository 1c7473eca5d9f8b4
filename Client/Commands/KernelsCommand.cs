using System.CommandLine;
using Tickstorm.Client.Output;
using Tickstorm.Client.Shell;
using Tickstorm.Kernel;
using Tickstorm.Kernel.Designs;
using Tickstorm.Scenarios;

namespace Tickstorm.Client.Commands;

/// <summary>scenarios kernels: what differs between versions of Linux, and where that was read.</summary>
internal static class KernelsCommand
{
    private const string Legend =
        "[K]: from general knowledge, not read in the source. (stated): no figure depends on it. " +
        "Stable releases count as their mainline version.";

    /// <summary>The command.</summary>
    public static Command Create(ClientContext context)
    {
        Argument<string?> version = new("version")
        {
            Description = "A version, as in 2.6.24 or 6.1; without it, the versions at which something changes",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Command command = new("kernels", "Print what differs between kernel versions, with commit and source") { version };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(version) is { } text) WriteVersion(context, Version(text));
            else WriteAll(context);
            Prose.Write(context, "");
            Prose.Write(context, Legend);
            return ExitCodes.Done;
        });
        return command;
    }

    private static KernelVersion Version(string text) => KernelVersion.TryParse(text, out KernelVersion version)
        ? version
        : throw new BadInputException($"\"{text}\" is no kernel; it must be {KernelVersion.Expected}");

    private static void WriteAll(ClientContext context)
    {
        foreach (KernelSwitch kernel in SwitchTable.All)
        {
            Prose.Write(context, $"{kernel.Name}{Stated(kernel)}: {kernel.Meaning}");
            Prose.Write(context, $"    read: {kernel.Read}");
            foreach (SwitchChange change in kernel.Changes)
            {
                string from = ReferenceEquals(change, kernel.Changes[0]) ? $"{change.From} or before" : $"{change.From}";
                Prose.Write(context, $"    {from,-16}  {change.Value}{Source(change)}");
            }
        }

        Prose.Write(context, "designs:");
        foreach (Design design in DesignLibrary.All)
            if (design.Versions is { } range) Prose.Write(context, $"    {design.Name}: {range.Why}{Asked(design)}");
    }

    private static void WriteVersion(ClientContext context, KernelVersion version)
    {
        Prose.Write(context, $"Linux {version}");
        foreach (KernelSwitch kernel in SwitchTable.All)
        {
            SwitchChange change = kernel.At(version);
            string since = change.From > KernelVersion.Oldest ? $", since {change.From}" : "";
            Prose.Write(context, $"{kernel.Name} = {change.Value}{since}{Source(change)}{Stated(kernel)}");
            Prose.Write(context, $"    {kernel.Meaning}");
            Prose.Write(context, $"    read: {kernel.Read}");
        }

        foreach (Design design in DesignLibrary.All)
            if (design.Versions?.WhyNot(version) is { } why) Prose.Write(context, $"{design.Name}: {why}{Asked(design)}");
    }

    private static string Stated(KernelSwitch kernel) => kernel.IsSimulated ? "" : " (stated)";

    private static string Asked(Design design) => design.IsAskedOfEveryKernel ? " (run all the same, as a what-if)" : "";

    private static string Source(SwitchChange change)
    {
        string text = string.Join("; ", new[] { change.Commit, change.Known }.OfType<string>());
        return text.Length == 0 ? "" : $"  ({text})";
    }
}
