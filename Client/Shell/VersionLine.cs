using System.CommandLine;
using System.Reflection;
using Tickstorm.Client.Help;

namespace Tickstorm.Client.Shell;

/// <summary>The version and the commit it was built from.</summary>
internal static class VersionLine
{
    private static readonly string[] s_parts =
        (typeof(VersionLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0").Split(
            '+', 2);

    /// <summary>The version, as in 1.0.0.</summary>
    public static string Version => s_parts[0];

    /// <summary>The commit, or null when built outside a repository.</summary>
    public static string? Commit => s_parts.Length > 1 ? s_parts[1] : null;

    /// <summary>Version and commit for people.</summary>
    public static string Text => Commit is { Length: > 12 } commit ? $"tickstorm {Version} ({commit[..12]})" : $"tickstorm {Version}";

    /// <summary>Gives the root command --version, and help when nothing is asked for.</summary>
    public static void AddTo(RootCommand root, ClientContext context)
    {
        foreach (Option standard in root.Options.OfType<VersionOption>().ToArray()) root.Options.Remove(standard);
        Option<bool> version = new("--version", "-v") { Description = "Print version and commit" };
        root.Add(version);
        root.SetAction(parsed =>
        {
            if (!parsed.GetValue(version)) return new HelpWithExamples(context).Invoke(parsed);
            context.Output.WriteLine(Text);
            return ExitCodes.Done;
        });
    }
}
