using Tickstorm.Tracing;

namespace Tickstorm.Engine.Window;

/// <summary>Merges the workers' sorted records of a committed window into the one total order.</summary>
internal static class TraceMerge
{
    /// <summary>Writes a window's records.</summary>
    public static void Write(Worker[] workers, ITraceSink sink)
    {
        if (workers.Length == 1)
        {
            if (workers[0].Traces.Length > 0) sink.Write(workers[0].Traces);
            return;
        }

        // A worker owns a lower range than the next: at equal times its records come first.
        Span<int> at = stackalloc int[workers.Length];
        at.Clear();
        while (true)
        {
            int first = -1;
            long firstTime = long.MaxValue, limit = long.MaxValue;
            int limitOwner = -1;
            for (int w = 0; w < workers.Length; w++)
            {
                if (at[w] == workers[w].Traces.Length) continue;
                long time = workers[w].Traces[at[w]].Time;
                if (first < 0 || time < firstTime)
                {
                    (limit, limitOwner) = (firstTime, first);
                    (firstTime, first) = (time, w);
                }
                else if (time < limit || limitOwner < 0)
                {
                    (limit, limitOwner) = (time, w);
                }
            }

            if (first < 0) return;
            ReadOnlySpan<TraceRecord> rest = workers[first].Traces[at[first]..];
            int run = 1;
            while (run < rest.Length && (rest[run].Time < limit || (rest[run].Time == limit && first < limitOwner))) run++;
            if (limitOwner < 0) run = rest.Length;
            sink.Write(rest[..run]);
            at[first] += run;
        }
    }
}
