using System.Globalization;
using Tickstorm.Client.Output;
using Tickstorm.Client.Running;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Client.Sweeps;

/// <summary>
/// A sweep as CSV (RFC 4180): one row per point and design; with several seeds each figure is followed by its interval's half width.
/// Text of others is printable, as on the console.
/// </summary>
internal static class SweepCsv
{
    /// <summary>Writes heading and rows.</summary>
    public static void Write(TextWriter writer, IReadOnlyList<SweepAxis> axes, IReadOnlyList<SweepResult> results, int seeds)
    {
        Row(writer,
            [.. axes.Select(a => a.Name), "design", "supported", "whatIf", "complete", "seed", "seeds",
            .. Figure.All.SelectMany(f => seeds > 1 ? [f.Name, f.Name + "_interval95"] : new[] { f.Name }), "digest"]);
        foreach (SweepResult result in results)
        {
            foreach (DesignOutcome outcome in result.Experiment.Designs)
            {
                Row(writer,
                [
                    .. result.Values, outcome.Design, Word(outcome.First.Supported), Word(outcome.First.WhatIf),
                        Word(outcome.Runs.Count == seeds && outcome.Runs.All(r => r.Complete)),
                    result.Experiment.Scenario.Run.Seed.ToString(CultureInfo.InvariantCulture),
                        outcome.Runs.Count.ToString(CultureInfo.InvariantCulture),
                    .. Figure.All.SelectMany(f => Cells(outcome.Estimate(f.Of), seeds)), outcome.First.Digest,
                ]);
            }
        }
    }

    private static IEnumerable<string> Cells(Estimate? estimate, int seeds)
    {
        yield return Number(estimate?.Mean);
        if (seeds > 1) yield return Number(estimate?.Half);
    }

    // An unknown figure is an empty cell, never 0.
    private static string Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    private static string Word(bool value) => value ? "true" : "false";

    /// <summary>Writes one row.</summary>
    public static void Row(TextWriter writer, IEnumerable<string> cells) =>
        writer.Write(string.Join(',', cells.Select(cell => Quoted(Printable.Of(cell)))) + "\r\n");

    private static string Quoted(string cell) =>
        cell.AsSpan().IndexOfAny(",\"") >= 0 ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}
