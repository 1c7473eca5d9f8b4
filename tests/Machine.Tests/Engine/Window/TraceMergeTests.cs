using FsCheck;
using FsCheck.Fluent;
using Tickstorm.Engine.Window;
using Tickstorm.Tracing;

namespace Tickstorm.Tests.Engine.Window;

public class TraceMergeTests
{
    [Fact]
    public void Merged_streams_are_what_sorting_everything_gives() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Choose(1, 8).ToArbitrary(), Gen.Choose(0, int.MaxValue).ToArbitrary(), (count, seed) =>
        {
            Random random = new(seed);
            ArraySegment<TraceRecord>[] streams = new ArraySegment<TraceRecord>[count];
            List<TraceRecord> all = [];
            for (int s = 0; s < count; s++)
            {
                TraceRecord[] records = new TraceRecord[random.Next(30)];
                for (int i = 0; i < records.Length; i++) records[i] = Record(random.Next(20), 10 * s + random.Next(3), (uint)i);
                Array.Sort(records, TraceRecord.Compare);
                streams[s] = records;
                all.AddRange(records);
            }

            Agreement.Recorder merged = new();
            TraceMerge.Write(streams, merged);
            all.Sort(TraceRecord.Compare);
            return all.SequenceEqual(merged.Records);
        }));

    private static TraceRecord Record(long time, int process, uint sequence) =>
        new(time, process, sequence, TraceKind.Raised, process, 0, -1, -1, -1, 0);
}
