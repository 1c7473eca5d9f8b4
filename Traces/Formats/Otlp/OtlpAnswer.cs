using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Formats.Otlp;

/// <summary>What a receiver says to a batch.</summary>
/// <param name="IsTaken">True when it took the batch, maybe in part.</param>
/// <param name="Rejected">Spans that it did not take of it.</param>
/// <param name="Message">What it says about that, or why it refuses; null when it says nothing.</param>
/// <param name="IsAgain">True when the batch may be sent again.</param>
/// <param name="Wait">How long it asks to wait before; null when it does not say.</param>
internal sealed record OtlpAnswer(bool IsTaken, long Rejected, string? Message, bool IsAgain, TimeSpan? Wait)
{
    private const int Longest = 1 << 14;
    private const int FrameHead = 5;
    private const string ResourceExhausted = "8";

    /// <summary>Reads an answer, as much of it as is of use.</summary>
    public static async Task<OtlpAnswer> Read(
        HttpResponseMessage response, OtlpEndpoint endpoint, TimeProvider clock, CancellationToken cancel)
    {
        if (!response.IsSuccessStatusCode)
        {
            // The codes that the protocol says to repeat on (OTLP specification, "Retryable Response Codes").
            bool again = response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway
                or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;
            return new(false, 0, $"answered {(int)response.StatusCode}", again, Asked(response.Headers.RetryAfter, clock));
        }

        byte[] body = await BodyOf(response, endpoint.Timeout, cancel).ConfigureAwait(false);
        if (endpoint.Protocol == OtlpProtocol.Grpc && Refusal(response) is { } refusal) return refusal;
        (long rejected, string? message) = endpoint.Protocol switch
        {
            OtlpProtocol.HttpJson => OfJson(body),
            OtlpProtocol.Grpc => OfProtobuf(body.Length > FrameHead ? body.AsSpan(FrameHead) : []),
            _ => OfProtobuf(body),
        };
        return new(true, rejected, string.IsNullOrWhiteSpace(message) ? null : Printable.Of(message), false, null);
    }

    // A receiver that goes on and on is not listened to.
    private static async Task<byte[]> BodyOf(HttpResponseMessage response, TimeSpan timeout, CancellationToken cancel)
    {
        using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        late.CancelAfter(timeout);
        byte[] body = new byte[Longest];
        Stream stream = await response.Content.ReadAsStreamAsync(late.Token).ConfigureAwait(false);
        int length = await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, late.Token).ConfigureAwait(false);
        return body[..length];
    }

    private static TimeSpan? Asked(System.Net.Http.Headers.RetryConditionHeaderValue? header, TimeProvider clock)
    {
        TimeSpan? wait = header?.Delta ?? header?.Date - clock.GetUtcNow();
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    // Null when the call succeeded.
    private static OtlpAnswer? Refusal(HttpResponseMessage response)
    {
        string status = Header(response, "grpc-status") ?? "2";
        if (status == "0") return null;
        TimeSpan? wait = RetryInfo(Header(response, "grpc-status-details-bin"));
        bool again = status is "1" or "4" or "10" or "11" or "14" or "15" || (status == ResourceExhausted && wait is not null);
        string message = Uri.UnescapeDataString(Header(response, "grpc-message") ?? "");
        return new(false, 0, $"answered gRPC status {Printable.Of(status)} {Printable.Of(message)}".TrimEnd(), again, wait);
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.TrailingHeaders.TryGetValues(name, out IEnumerable<string>? last) || response.Headers.TryGetValues(name, out last)
            ? last.FirstOrDefault()
            : null;

    // google.rpc.Status.details: Any of google.rpc.RetryInfo.retry_delay.
    private static TimeSpan? RetryInfo(string? details)
    {
        if (details is null) return null;
        byte[] bytes = new byte[details.Length];
        if (!Convert.TryFromBase64String(details.PadRight((details.Length + 3) / 4 * 4, '='), bytes, out int length)) return null;
        ProtoReader status = new(bytes.AsSpan(0, length));
        while (status.Next())
        {
            if (status.Field != 3) continue;
            ProtoReader any = new(status.Bytes);
            bool isRetry = false;
            while (any.Next())
            {
                if (any.Field == 1) isRetry = any.Bytes.EndsWith("google.rpc.RetryInfo"u8);
                if (any.Field == 2 && isRetry) return Delay(any.Bytes);
            }
        }

        return null;
    }

    private static TimeSpan Delay(ReadOnlySpan<byte> retryInfo)
    {
        TimeSpan delay = TimeSpan.Zero;
        ProtoReader info = new(retryInfo);
        while (info.Next())
        {
            if (info.Field != 1) continue;
            ProtoReader duration = new(info.Bytes);
            while (duration.Next())
                delay += duration.Field == 1 ? TimeSpan.FromSeconds(duration.Number) : TimeSpan.FromMicroseconds(duration.Number / 1_000.0);
        }

        return delay;
    }

    // ExportTraceServiceResponse.partial_success
    private static (long Rejected, string? Message) OfProtobuf(ReadOnlySpan<byte> response)
    {
        (long rejected, string? message) = (0, null);
        ProtoReader outer = new(response);
        while (outer.Next())
        {
            if (outer.Field != 1) continue;
            ProtoReader inner = new(outer.Bytes);
            while (inner.Next())
            {
                if (inner.Field == 1) rejected = inner.Number;
                if (inner.Field == 2) message = Encoding.UTF8.GetString(inner.Bytes);
            }
        }

        return (rejected, message);
    }

    private static (long Rejected, string? Message) OfJson(byte[] response)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(response);
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("partialSuccess", out JsonElement partial)
                || partial.ValueKind != JsonValueKind.Object)
            {
                return (0, null);
            }

            string? rejected = partial.TryGetProperty("rejectedSpans", out JsonElement count) ? count.ToString() : null;
            string? message = partial.TryGetProperty("errorMessage", out JsonElement said) ? said.ToString() : null;
            return (long.TryParse(rejected, NumberStyles.None, CultureInfo.InvariantCulture, out long spans) ? spans : 0, message);
        }
        catch (JsonException)
        {
            return (0, null);
        }
    }
}
