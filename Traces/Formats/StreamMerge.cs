using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Formats;

/// <summary>Merges streams of records, of a CPU each, into the one total order.</summary>
internal static class StreamMerge
{
    /// <summary>Reads all streams to their ends; the run's totals are given out last, when there are any.</summary>
    public static void Read(IEnumerable<RecordCursor> streams, ICaptureSink sink)
    {
        PriorityQueue<RecordCursor, (long, int, uint)> heads = new();
        foreach (RecordCursor stream in streams)
        {
            if (stream.Next()) heads.Enqueue(stream, stream.Current.Order);
        }

        TraceRunInfo? info = null;
        TraceTotals? totals = null;
        while (heads.TryPeek(out RecordCursor? first, out _))
        {
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

            if (first.Next()) heads.DequeueEnqueue(first, first.Current.Order);
            else heads.Dequeue();
        }

        if (info is not null) sink.Run(info, totals);
    }
}
