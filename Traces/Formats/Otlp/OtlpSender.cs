using System.Net;
using System.Net.Http.Headers;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Formats.Otlp;

/// <summary>
/// Posts batches, and tries again when the receiver asks for that or cannot be reached. One that takes a request and never answers costs
/// its time-out once: nothing is sent to it after that.
/// </summary>
internal sealed class OtlpSender : IDisposable
{
    private const int LongestAnswer = 1 << 14;
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(5);
    private readonly CancellationToken _cancel;
    private readonly HttpClient _client;
    private readonly OtlpEndpoint _endpoint;
    private readonly int _tries;
    private readonly TimeSpan _firstPause;
    private bool _gaveUp, _silent;

    public OtlpSender(OtlpEndpoint endpoint, int tries, TimeSpan firstPause, CancellationToken cancel)
    {
        _cancel = cancel;
        _endpoint = endpoint;
        _tries = tries;
        _firstPause = firstPause;
        _client = OtlpPatience.Client(endpoint.Timeout, cancel);
    }

    /// <summary>Why the last batch that was lost was lost.</summary>
    public string? LastFault { get; private set; }

    /// <summary>Sends a batch; returns how many of its spans were lost.</summary>
    public async Task<long> SendAsync(byte[] batch, long spans)
    {
        // After a receiver has failed every try, one try a batch is enough to notice that it is back.
        int tries = _gaveUp ? 1 : _tries;
        if (_silent || _cancel.IsCancellationRequested) return spans;
        TimeSpan pause = _firstPause;
        for (int i = 1; ; i++)
        {
            (bool again, long? lost, TimeSpan? wait) = await TryAsync(batch).ConfigureAwait(false);
            if (lost is { } rejected)
            {
                _gaveUp = false;
                return rejected;
            }

            if (!again || i >= tries)
            {
                _gaveUp = again;
                return spans;
            }

            if (!await PauseAsync(wait ?? pause).ConfigureAwait(false)) return spans;
            pause = pause * 2 > s_longestPause ? s_longestPause : pause * 2;
        }
    }

    public void Dispose() => _client.Dispose();

    // False when the user does not want to wait any longer.
    private async Task<bool> PauseAsync(TimeSpan pause)
    {
        try
        {
            await Task.Delay(pause, _cancel).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<(bool Again, long? Lost, TimeSpan? Wait)> TryAsync(byte[] batch)
    {
        try
        {
            using HttpRequestMessage request = new(HttpMethod.Post, _endpoint.Traces);
            request.Content = new ByteArrayContent(batch);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
            foreach ((string name, string value) in _endpoint.Headers) request.Headers.TryAddWithoutValidation(name, value);
            using HttpResponseMessage response = await _client.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, _cancel).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
            {
                long rejected = Rejected(await AnswerAsync(response).ConfigureAwait(false));
                if (rejected > 0) LastFault = $"the receiver rejected {rejected} spans";
                return (false, rejected, null);
            }

            LastFault = $"{_endpoint.Traces} answered {(int)response.StatusCode}";
            // The codes that the protocol says to repeat on (OTLP specification, "Retryable Response Codes").
            bool again =
                response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway
                    or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;
            TimeSpan? wait = response.Headers.RetryAfter?.Delta;
            return (again, null, wait > s_longestPause ? s_longestPause : wait);
        }
        catch (OperationCanceledException) when (_cancel.IsCancellationRequested)
        {
            LastFault = $"{_endpoint.Traces}: interrupted";
            return (false, null, null);
        }
        catch (OperationCanceledException)
        {
            _silent = true;
            LastFault = $"{_endpoint.Traces} did not answer within {_endpoint.Timeout.TotalSeconds:0.###} s; nothing more was sent";
            return (false, null, null);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            // The message may quote what the receiver sent.
            LastFault = $"{_endpoint.Traces}: {Printable.Of(fault.Message)}";
            return (true, null, null);
        }
    }

    // As much of it as is of use: a receiver that goes on and on is not listened to.
    private async Task<byte[]> AnswerAsync(HttpResponseMessage response)
    {
        using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(_cancel);
        late.CancelAfter(_endpoint.Timeout);
        byte[] answer = new byte[LongestAnswer];
        Stream stream = await response.Content.ReadAsStreamAsync(late.Token).ConfigureAwait(false);
        int length = await stream.ReadAtLeastAsync(answer, answer.Length, throwOnEndOfStream: false, late.Token).ConfigureAwait(false);
        return answer[..length];
    }

    // ExportTraceServiceResponse.partial_success.rejected_spans
    private static long Rejected(byte[] response)
    {
        ProtoReader outer = new(response);
        while (outer.Next())
        {
            if (outer.Field != 1) continue;
            ProtoReader inner = new(outer.Bytes);
            while (inner.Next())
            {
                if (inner.Field == 1) return inner.Number;
            }
        }

        return 0;
    }
}
