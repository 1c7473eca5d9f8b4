using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Analysis;

/// <summary>A file that ends before it was to, in words.</summary>
public static class CutText
{
    /// <summary>What of a cut trace of the simulator can be believed, as in "cut: no totals; figures up to 55.7 ms".</summary>
    public static string Of(AnalysisResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        string totals = result.RunTotals is null ? "no totals" : "totals are those of the whole run";
        return $"cut: {totals}; {(result.Source.LastNs is { } last ? $"figures up to {Readable.Time(last)}" : "no record")}";
    }

    /// <summary>What a reader of a capture should know of its end; null when there is nothing.</summary>
    public static string? Note(SourceSummary source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.CutWhere is { } where
            ? source.Cut == true ? $"what came after the end of the file: {where}" : $"whether the last line is whole: {where}"
            : null;
    }
}
