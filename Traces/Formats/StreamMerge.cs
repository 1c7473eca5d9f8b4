using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Formats;

/// <summary>Merges streams of records, of a CPU each, into the one total order.</summary>
internal static class StreamMerge
{
    /// <summary>
    /// Reads all streams to their ends; the run's totals are given out last, when there are any. <paramref name="info"/> is the run where
    /// that is known already.
    /// </summary>
    /// <exception cref="TraceFormatException">No stream says which run it is of.</exception>
    public static void Read(
        IEnumerable<RecordCursor> streams, TraceInput input, TraceRunInfo? info, ICaptureSink taker, int cpus)
    {
        RecordCursor? at = null;
        CaptureGuard sink = input.Guard(taker, () => at?.Place ?? "offset 0", isOrdered: true);
        if (cpus > 0) sink.Cpus(cpus);
        if (info is not null) sink.Run(info, null);
        (TraceRunInfo? found, TraceTotals? totals, string? cut) = Merge(streams, sink, stream => at = stream);
        if ((found ?? info) is not { } run)
        {
            throw new TraceFormatException(
                input.Name, cut ?? "whole file", "nothing says which run it is of", "a trace that Tickstorm wrote was expected");
        }

        if (cut is not null) sink.Cut(cut, "the file ends here, and was to go on", isSure: true);
        sink.Run(run, totals);
    }

    /// <summary>Merges streams; what they say of the run, and where one of them ends early.</summary>
    public static (TraceRunInfo? Info, TraceTotals? Totals, string? Cut) Merge(
        IEnumerable<RecordCursor> streams, ICaptureSink sink, Action<RecordCursor>? enter = null)
    {
        string? cut = null;
        PriorityQueue<RecordCursor, (long, int, uint)> heads = new();
        foreach (RecordCursor stream in streams)
        {
            enter?.Invoke(stream);
            if (stream.Next()) heads.Enqueue(stream, stream.Current.Order);
            else cut ??= stream.CutAt;
        }

        TraceRunInfo? info = null;
        TraceTotals? totals = null;
        while (heads.TryDequeue(out RecordCursor? first, out _))
        {
            heads.TryPeek(out RecordCursor? second, out _);
            bool goesOn;
            do
            {
                enter?.Invoke(first);
                if (first.Missed) sink.Lost(first.Current.Cpu, null);
                switch (first.Item)
                {
                    case StreamItem.RunInfo:
                        info = RunInfoJson.Info(first.Text);
                        if (info is not null) sink.Run(info, null);
                        break;
                    case StreamItem.RunTotals:
                        totals = RunInfoJson.Totals(first.Text);
                        break;
                    default:
                        sink.Record(first.Current);
                        break;
                }

                goesOn = first.Next();
            }
            while (goesOn && (second is null || TraceRecord.Compare(first.Current, second.Current) < 0));
            if (goesOn) heads.Enqueue(first, first.Current.Order);
            else cut ??= first.CutAt;
        }

        return (info, totals, cut);
    }
}
