using FsCheck;
using FsCheck.Fluent;
using Tickstorm.Traces.Formats;
using Tickstorm.Tracing;

namespace Tickstorm.Tests.Formats;

public sealed class StreamMergeTests
{
    [Fact]
    public void Streams_in_order_are_merged_into_the_one_total_order() =>
        Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<(byte Time, byte Cpu)[]>(), seen =>
        {
            IEnumerable<TraceRecord> given = seen.Select((one, i) =>
                new TraceRecord(one.Time, one.Cpu % 7, (uint)i, TraceKind.Raised, one.Cpu % 7, 1, -1, -1, -1, i));
            TraceRecord[] records = [.. given.OrderBy(record => record.Order)];
            Collected collected = new();

            StreamMerge.Merge(records.GroupBy(record => record.Cpu).Select(cpu => new Given([.. cpu])), collected);

            return records.SequenceEqual(collected.Records);
        }));

    private sealed class Given(TraceRecord[] records) : RecordCursor
    {
        private int _next;

        public override bool Next()
        {
            if (_next == records.Length) return false;
            Current = records[_next++];
            return true;
        }
    }
}
