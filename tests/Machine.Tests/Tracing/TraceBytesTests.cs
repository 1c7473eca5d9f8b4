using System.Runtime.InteropServices;
using FsCheck;
using FsCheck.Fluent;
using Tickstorm.Tracing;

namespace Tickstorm.Tests.Tracing;

/// <summary>Trace records as bytes.</summary>
public class TraceBytesTests
{
    [Fact]
    public void Any_records_come_back_as_they_were() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Choose(0, int.MaxValue).ToArbitrary(), Gen.Choose(0, 50).ToArbitrary(),
        (seed, count) => TraceBytes.Read(TraceBytes.Write(Records(seed, count))).SequenceEqual(Records(seed, count))));

    [Fact]
    public void Bytes_of_another_format_or_size_are_refused() => Assert.All([0, 4], place =>
    {
        byte[] bytes = TraceBytes.Write(Records(1, 3));
        bytes[place]++;
        Assert.Throws<InvalidDataException>(() => _ = TraceBytes.Read(bytes).Length);
        Assert.Throws<InvalidDataException>(() => _ = TraceBytes.Read(bytes[..7]).Length);
    });

    private static TraceRecord[] Records(int seed, int count)
    {
        TraceRecord[] records = new TraceRecord[count];
        new Random(seed).NextBytes(MemoryMarshal.AsBytes(records.AsSpan()));
        return records;
    }
}
