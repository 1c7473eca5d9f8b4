using System.Diagnostics;

namespace Tickstorm.Grains;

/// <summary>
/// Spans in wall time: epochs, windows, rounds, batches, checkpoints. Never of single grain calls, of which there are too many. A window
/// and a checkpoint are traces of their own that link to their epoch: a run may take hours, and viewers stop at a few thousand spans.
/// </summary>
public static class WallSpans
{
    /// <summary>The source's name.</summary>
    public const string SourceName = "Tickstorm.Cluster";

    /// <summary>The tag that every span has which may begin a trace.</summary>
    public const string RunTag = "tickstorm.run";

    /// <summary>The most spans of a trace: viewers stop at a few thousand.</summary>
    public const int MostSpans = 2_000;

    private static readonly ActivitySource s_source = new(SourceName);

    /// <summary>A span of a run: inside whatever is traced, else the first of a trace.</summary>
    internal static Activity? Begin(string name, string run)
    {
        if (!s_source.HasListeners()) return null;
        // A call that is not traced itself would keep its parts from being traced.
        if (Activity.Current is { Recorded: false }) Silence();
        return s_source.StartActivity(
            name, ActivityKind.Internal, default(ActivityContext), [new KeyValuePair<string, object?>(RunTag, run)]);
    }

    /// <summary>
    /// A span that begins a trace of its own, which links to whatever is traced around it; until the calling method ends.
    /// </summary>
    internal static Activity? Apart(string name, string run)
    {
        if (!s_source.HasListeners()) return null;
        ActivityLink[] links = Activity.Current is { Recorded: true } around ? [new ActivityLink(around.Context)] : [];
        Activity.Current = null;
        return s_source.StartActivity(
            name, ActivityKind.Internal, default(ActivityContext), [new KeyValuePair<string, object?>(RunTag, run)], links);
    }

    /// <summary>
    /// Ends tracing for the calling method, and what it calls, where a trace would become longer than viewers show: of the rounds of a
    /// window the first are told in full, and how many that are hangs on how many silos call each other in each of them.
    /// </summary>
    /// <param name="silos">Of the run.</param>
    /// <param name="round">Of the window, from 1; 0 for a call to all silos that is no round.</param>
    internal static void Bound(int silos, int round)
    {
        // Each silo is called, and calls each other one with its batch; Orleans makes a span at both ends of a call.
        long spans = round * (1L + silos * (3 + 2L * (silos - 1))) + 3L * silos + 4;
        if (spans > MostSpans) Silence();
    }

    /// <summary>A span of something inside another span; none outside.</summary>
    internal static Activity? Inside(string name) => Activity.Current is not { Recorded: true } ? null : s_source.StartActivity(name);

    /// <summary>For the rest of the calling asynchronous method, and what it calls, nothing is traced.</summary>
    internal static void Silence() => Activity.Current = null;
}
