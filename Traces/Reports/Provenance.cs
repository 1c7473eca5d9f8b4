namespace Tickstorm.Traces.Reports;

/// <summary>Where a report comes from, one line each: command line, version, commit, seed, digest, machine, as far as known.</summary>
public sealed record Provenance(IReadOnlyList<(string What, string Value)> Lines)
{
    /// <summary>Nothing known.</summary>
    public static Provenance Unknown { get; } = new([]);
}
