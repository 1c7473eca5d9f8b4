using Tickstorm.Client.Live;
using Tickstorm.Tracing;

namespace Tickstorm.Tests.Live;

/// <summary>Records go to another thread whole and in order.</summary>
public sealed class TraceQueueTests
{
    [Fact]
    public void All_records_come_in_order_however_slowly_they_are_taken()
    {
        Taker taker = new();
        TraceRecord[] all = [.. Enumerable.Range(0, 500_000).Select(Of)];
        using (TraceQueue queue = new(taker))
        {
            for (int at = 0, step = 1; at < all.Length; at += step, step = Math.Min(3 * step, all.Length - at))
                queue.Write(all.AsSpan(at, step));
        }

        Assert.Equal(all, taker.Taken);
        Assert.NotEqual(Environment.CurrentManagedThreadId, taker.Thread);
    }

    [Fact]
    public void What_is_thrown_while_records_are_taken_is_thrown_where_they_come_from()
    {
        TraceQueue queue = new(new Taker { Fails = true });
        queue.Write([Of(0)]);
        Assert.Equal("full", Assert.Throws<IOException>(queue.Dispose).Message);
        queue.Dispose();
    }

    private static TraceRecord Of(int i) => new(i, 0, 0, TraceKind.Raised, 0, i, 239, -1, -1, 0);

    private sealed class Taker : ITraceSink
    {
        public List<TraceRecord> Taken { get; } = [];

        public bool Fails { get; init; }

        public int Thread { get; private set; }

        public void Write(ReadOnlySpan<TraceRecord> records)
        {
            if (Fails) throw new IOException("full");
            Thread = Environment.CurrentManagedThreadId;
            Taken.AddRange(records);
        }
    }
}
