using System.CommandLine;
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
            if (parsed.GetValue(version) is { } text) WriteVersion(context.Output, Version(text));
            else WriteAll(context.Output);
            context.Output.WriteLine();
            context.Output.WriteLine(Legend);
            return ExitCodes.Done;
        });
        return command;
    }

    private static KernelVersion Version(string text) => KernelVersion.TryParse(text, out KernelVersion version)
        ? version
        : throw new BadInputException($"\"{text}\" is no kernel; it must be {KernelVersion.Expected}");

    private static void WriteAll(TextWriter output)
    {
        foreach (KernelSwitch kernel in SwitchTable.All)
        {
            output.WriteLine($"{kernel.Name}{Stated(kernel)}: {kernel.Meaning}");
            output.WriteLine($"    read: {kernel.Read}");
            foreach (SwitchChange change in kernel.Changes)
            {
                string from = ReferenceEquals(change, kernel.Changes[0]) ? $"{change.From} or before" : $"{change.From}";
                output.WriteLine($"    {from,-16}  {change.Value}{Source(change)}");
            }
        }

        output.WriteLine("designs:");
        foreach (Design design in DesignLibrary.All)
            if (design.Versions is { } range) output.WriteLine($"    {design.Name}: {range.Why}{Asked(design)}");
    }

    private static void WriteVersion(TextWriter output, KernelVersion version)
    {
        output.WriteLine($"Linux {version}");
        foreach (KernelSwitch kernel in SwitchTable.All)
        {
            SwitchChange change = kernel.At(version);
            string since = change.From > KernelVersion.Oldest ? $", since {change.From}" : "";
            output.WriteLine($"{kernel.Name} = {change.Value}{since}{Source(change)}{Stated(kernel)}");
            output.WriteLine($"    {kernel.Meaning}");
            output.WriteLine($"    read: {kernel.Read}");
        }

        foreach (Design design in DesignLibrary.All)
            if (design.Versions?.WhyNot(version) is { } why) output.WriteLine($"{design.Name}: {why}{Asked(design)}");
    }

    private static string Stated(KernelSwitch kernel) => kernel.IsSimulated ? "" : " (stated)";

    private static string Asked(Design design) => design.IsAskedOfEveryKernel ? " (run all the same, as a what-if)" : "";

    private static string Source(SwitchChange change)
    {
        string text = string.Join("; ", new[] { change.Commit, change.Known }.OfType<string>());
        return text.Length == 0 ? "" : $"  ({text})";
    }
}
