using System.Runtime.InteropServices;
using Tickstorm.Scenarios;
using Tickstorm.Scenarios.Yaml;

namespace Tickstorm.Client.Output;

/// <summary>Where a report comes from: enough to get it again.</summary>
/// <param name="CommandLine">The command line.</param>
/// <param name="Version">Version and commit.</param>
/// <param name="Seed">The first seed.</param>
/// <param name="ParametersSha256">The hash of the effective parameters.</param>
/// <param name="Machine">System, architecture, processors and runtime.</param>
internal sealed record Provenance(string CommandLine, string Version, ulong Seed, string ParametersSha256, string Machine)
{
    /// <summary>The provenance of this process.</summary>
    public static Provenance Of(ClientContext context, Scenario scenario) => new(
        "tickstorm " + string.Join(' ', context.CommandLine.Select(Quoted)),
        VersionLine.Commit is { } commit ? $"{VersionLine.Version}, commit {commit}" : VersionLine.Version,
        scenario.Run.Seed,
        ScenarioParameters.Sha256(scenario),
        $"{RuntimeInformation.RuntimeIdentifier}, {Environment.ProcessorCount} processors, {RuntimeInformation.FrameworkDescription}");

    private static string Quoted(string argument) => argument.Any(char.IsWhiteSpace) || argument.Length == 0 ? $"'{argument}'" : argument;
}
