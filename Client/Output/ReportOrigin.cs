using System.Runtime.InteropServices;
using Tickstorm.Client.Running;
using Tickstorm.Client.Shell;
using Tickstorm.Scenarios;
using Tickstorm.Scenarios.Yaml;
using Tickstorm.Traces.Reports;

namespace Tickstorm.Client.Output;

/// <summary>Where a report comes from: enough to get it again.</summary>
internal static class ReportOrigin
{
    private const int MostDigests = 64;

    /// <summary>The provenance of a report about runs, with the digest of each design's first run.</summary>
    public static Provenance Of(ClientContext context, Scenario scenario, IEnumerable<DesignOutcome> outcomes) => new(
    [
        .. Program(context),
        ("seed", $"{scenario.Run.Seed}"),
        ("parameters, SHA-256", ScenarioParameters.Sha256(scenario)),
        .. outcomes.Take(MostDigests).Select(o => ($"digest of {o.Design}", o.First.Digest.Length > 0 ? o.First.Digest : "not run")),
    ]);

    /// <summary>The provenance of a report about a file.</summary>
    public static Provenance Of(ClientContext context) => new([.. Program(context)]);

    private static IEnumerable<(string What, string Value)> Program(ClientContext context) =>
    [
        ("command line", "tickstorm " + string.Join(' ', context.CommandLine.Select(Quoted))),
        ("version", VersionLine.Version),
        ("commit", VersionLine.Commit ?? "unknown: built outside a repository"),
        ("machine",
            $"{RuntimeInformation.RuntimeIdentifier}, {Environment.ProcessorCount} processors, {RuntimeInformation.FrameworkDescription}"),
    ];

    private static string Quoted(string argument) => argument.Any(char.IsWhiteSpace) || argument.Length == 0 ? $"'{argument}'" : argument;
}
