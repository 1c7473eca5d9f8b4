using System.IO.Compression;
using Tickstorm.Traces.Formats.Otlp;

namespace Tickstorm.Tests.Formats.Otlp;

/// <summary>What a receiver asks for is kept to.</summary>
public sealed class OtlpRetryTests
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromSeconds(40);
    private static readonly Streams s_streams = Streams.Native(2, 10);

    [Theory]
    [InlineData("7", 7)]
    [InlineData("3600", 3_600)]
    [InlineData("Thu, 08 Mar 2007 12:00:03 GMT", 3)]
    [InlineData("Thu, 08 Mar 2007 12:00:00 GMT", 0)]
    [InlineData("Thu, 08 Mar 2007 11:00:00 GMT", 0)]
    public void What_a_receiver_asks_for_is_waited_for_to_its_end(string retryAfter, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Waited(retryAfter));

    [Fact]
    public void Words_that_are_no_time_and_silence_are_waited_for_as_the_sender_would()
    {
        // A quarter more or less, so that many do not come back at once.
        Assert.InRange(Waited("soon"), s_firstPause * 0.75, s_firstPause * 1.25);
        Assert.InRange(Waited(null), s_firstPause * 0.75, s_firstPause * 1.25);
    }

    [Fact]
    public void A_packed_body_is_the_plain_one_and_every_request_names_its_agent()
    {
        using Receiver plain = new(_ => (200, [])), packed = new(_ => (200, []));
        Send(plain);
        Send(packed, gzip: true);

        (string _, byte[] body, string? agent, string? encoding) = Assert.Single(packed.Bodies);
        Assert.Equal(("gzip", null), (encoding, Assert.Single(plain.Bodies).Encoding));
        using GZipStream unpacked = new(new MemoryStream(body), CompressionMode.Decompress);
        using MemoryStream whole = new();
        unpacked.CopyTo(whole);
        Assert.Equal(plain.Bodies[0].Body, whole.ToArray());
        Assert.True(body.Length * 3 < whole.Length);
        Assert.Matches(@"^tickstorm/\d+\.\d+", agent);
        Assert.Matches(@"^tickstorm/\d+\.\d+", plain.Bodies[0].Agent);
    }

    [Fact]
    public void What_the_receiver_says_of_what_it_rejects_or_took_is_kept()
    {
        // ExportTraceServiceResponse { partial_success { rejected_spans: 5, error_message: "too old" } }, and a warning without a count.
        using Receiver rejects = new(_ => (200, [0x0a, 0x0b, 0x08, 0x05, 0x12, 0x07, .. "too old"u8]));
        using Receiver warns = new(_ => (200, [0x0a, 0x06, 0x12, 0x04, .. "slow"u8]));
        OtlpLiveWriter rejected = Send(rejects), warned = Send(warns);
        Assert.Equal((5, "the receiver rejected 5 spans: too old"), (rejected.LostSpans, rejected.Fault));
        Assert.Equal((0, "slow"), (warned.LostSpans, warned.Warning));
    }

    private static TimeSpan Waited(string? retryAfter)
    {
        using Receiver receiver = new(number => (number == 0 ? 429 : 200, [])) { RetryAfter = number => number == 0 ? retryAfter : null };
        PassingClock clock = new();
        Assert.Equal(0, Send(receiver, clock: clock).LostSpans);
        Assert.Equal(2, receiver.Bodies.Count);
        return clock.Waited;
    }

    private static OtlpLiveWriter Send(Receiver receiver, bool gzip = false, TimeProvider? clock = null)
    {
        OtlpEndpoint endpoint = new() { Traces = new Uri(receiver.Address + "/v1/traces"), Gzip = gzip };
        OtlpLiveWriter writer = new(endpoint, s_streams.Info, tries: 3, s_firstPause, clock);
        writer.Write(s_streams.Records);
        writer.Complete(s_streams.Totals());
        writer.Dispose();
        return writer;
    }

    /// <summary>It is noon of one day, and what is waited for is over at once.</summary>
    private sealed class PassingClock : TimeProvider
    {
        public TimeSpan Waited { get; private set; }

        public override DateTimeOffset GetUtcNow() => new(2007, 3, 8, 12, 0, 0, TimeSpan.Zero);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Waited += dueTime;
            return System.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
