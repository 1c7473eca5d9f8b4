using FsCheck;
using FsCheck.Fluent;
using Tickstorm.Traces.Files;
using Tickstorm.Traces.Formats;
using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Tests.Formats;

/// <summary>Records that no run would write, in any order of kinds and with the largest and smallest of numbers.</summary>
public sealed class AnyRecordTests
{
    private const int Cpus = 5;

    // Text keeps a handler's event as the kernel prints it, without the fields that a kernel does not have.
    public static TheoryData<string> Lossless => [.. TraceFormats.Written.Select(format => format.Name).Where(name => name != "ftrace")];

    [Theory]
    [MemberData(nameof(Lossless))]
    public void Any_records_come_back_from_a_file_as_they_were(string format) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(25), Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            TraceRecord[] records = Records(new Random(seed));
            using TempFolder folder = new();
            string path = folder.Path("any" + TraceFormats.Named(format)!.Endings[0]);
            using (TraceWriter writer = TraceFile.Create(path, new TraceRunInfo { RunId = "any", Cpus = Cpus })) writer.Write(records);

            Collected collected = new();
            Assert.Equal(format, TraceFile.Read(path, collected));
            Assert.Equal(records, collected.Records);
        }));

    [Fact]
    public void Any_records_come_back_from_bytes_as_they_were() =>
        Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            TraceRecord[] records = Records(new Random(seed));
            Assert.Equal(records, TraceBytes.Read(TraceBytes.Write(records)).ToArray());
        }));

    private static TraceRecord[] Records(Random random)
    {
        TraceKind[] kinds = Enum.GetValues<TraceKind>();
        List<TraceRecord> records = [];
        long time = 0;
        int count = random.Next(400);
        for (int i = 0; i < count; i++)
        {
            time += random.Next(4) switch { 0 => 0, 1 => 1, 2 => random.Next(5_000), _ => random.NextInt64(1L << random.Next(1, 40)) };
            int cpu = random.Next(Cpus);
            short line = (short)random.Next(-3, 4);
            records.Add(new TraceRecord(
                time, random.Next(2) == 0 ? cpu : Cpus + random.Next(3), (uint)i, kinds[random.Next(kinds.Length)], cpu, random.Next(6),
                (short)random.Next(-1, 256), line, random.Next(-1, Cpus), Argument(random)));
        }

        return [.. records.OrderBy(record => record.Order)];
    }

    private static long Argument(Random random) => random.Next(5) switch
    {
        0 => 0,
        1 => long.MaxValue,
        2 => long.MinValue,
        3 => -1,
        _ => random.NextInt64(),
    };
}
