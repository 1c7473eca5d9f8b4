using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using Tickstorm.Traces.Formats.Otlp;

namespace Tickstorm.Tests.Formats.Otlp;

/// <summary>What a receiver asks for is kept to. Waiting costs no processor: these run beside the others.</summary>
public sealed class OtlpRetryTests
{
    private static readonly Streams s_streams = Streams.Native(2, 10);

    [Fact]
    public void A_long_retry_after_is_waited_for_to_its_end()
    {
        using Receiver receiver = new(number => (number == 0 ? 429 : 200, [])) { RetryAfter = number => number == 0 ? "7" : null };
        Assert.Equal(0, Send(receiver).LostSpans);
        Assert.InRange(Waited(receiver), TimeSpan.FromSeconds(7), TimeSpan.FromMinutes(2));
    }

    [Fact]
    public void A_retry_after_that_is_a_date_is_waited_for()
    {
        // Dates have whole seconds: at least two of these three are ahead.
        using Receiver receiver = new(number => (number == 0 ? 503 : 200, []))
        {
            RetryAfter = number => number == 0 ? DateTimeOffset.UtcNow.AddSeconds(3).ToString("r", CultureInfo.InvariantCulture) : null,
        };
        Assert.Equal(0, Send(receiver).LostSpans);
        Assert.InRange(Waited(receiver), TimeSpan.FromSeconds(1.9), TimeSpan.FromMinutes(2));
    }

    [Fact]
    public void A_date_that_has_passed_and_words_that_are_neither_are_not_waited_for()
    {
        foreach (string header in new[] { "Thu, 08 Mar 2007 12:00:00 GMT", "soon" })
        {
            using Receiver receiver = new(number => (number == 0 ? 503 : 200, [])) { RetryAfter = number => number == 0 ? header : null };
            Assert.Equal(0, Send(receiver).LostSpans);
            Assert.InRange(Waited(receiver), TimeSpan.Zero, TimeSpan.FromSeconds(5));
        }
    }

    [Fact]
    public void A_packed_body_is_the_plain_one_and_every_request_names_its_agent()
    {
        using Receiver plain = new(_ => (200, [])), packed = new(_ => (200, []));
        Send(plain);
        Send(packed, gzip: true);

        (string _, byte[] body, string? agent, string? encoding, long _) = Assert.Single(packed.Bodies);
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

    private static TimeSpan Waited(Receiver receiver)
    {
        Assert.Equal(2, receiver.Bodies.Count);
        return Stopwatch.GetElapsedTime(receiver.Bodies[0].Came, receiver.Bodies[1].Came);
    }

    private static OtlpLiveWriter Send(Receiver receiver, bool gzip = false)
    {
        OtlpEndpoint endpoint = new() { Traces = new Uri(receiver.Address + "/v1/traces"), Gzip = gzip };
        OtlpLiveWriter writer = new(endpoint, s_streams.Info, tries: 3, TimeSpan.FromMilliseconds(1));
        writer.Write(s_streams.Records);
        writer.Complete(s_streams.Totals());
        writer.Dispose();
        return writer;
    }
}
