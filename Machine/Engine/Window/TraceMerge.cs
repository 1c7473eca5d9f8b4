using Tickstorm.Tracing;

namespace Tickstorm.Engine.Window;

/// <summary>Merges sorted streams of records into the one total order, without sorting again.</summary>
internal static class TraceMerge
{
    /// <summary>Writes the records of a window.</summary>
    /// <param name="streams">
    /// Each owner's records in the total order. A stream's processes are all below those of the next, but for leaders, who write no
    /// records: at equal times its records come first.
    /// </param>
    /// <param name="sink">Takes them, in runs as long as possible.</param>
    public static void Write(ReadOnlySpan<ArraySegment<TraceRecord>> streams, ITraceSink sink)
    {
        if (streams.Length == 1)
        {
            if (streams[0].Count > 0) sink.Write(streams[0]);
            return;
        }

        Span<int> at = stackalloc int[streams.Length];
        at.Clear();
        while (true)
        {
            // The stream that is next, and the one after it: its first record limits how many may go at once.
            int first = -1, limitOwner = -1;
            long firstTime = long.MaxValue, limit = long.MaxValue;
            for (int s = 0; s < streams.Length; s++)
            {
                if (at[s] == streams[s].Count) continue;
                long time = streams[s][at[s]].Time;
                if (first < 0 || time < firstTime)
                {
                    (limit, limitOwner) = (firstTime, first);
                    (firstTime, first) = (time, s);
                }
                else if (time < limit || limitOwner < 0)
                {
                    (limit, limitOwner) = (time, s);
                }
            }

            if (first < 0) return;
            ReadOnlySpan<TraceRecord> rest = streams[first].AsSpan(at[first]);
            int run = limitOwner < 0 ? rest.Length : 1;
            while (run < rest.Length && (rest[run].Time < limit || (rest[run].Time == limit && first < limitOwner))) run++;
            sink.Write(rest[..run]);
            at[first] += run;
        }
    }
}
