using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Formats.Otlp;

/// <summary>
/// Posts batches, and tries again when the receiver asks for that or cannot be reached. One that takes a request and never answers costs
/// its time-out once: nothing is sent to it after that.
/// </summary>
internal sealed class OtlpSender : IDisposable
{
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(5);
    private static readonly OtlpAnswer s_lost = new(false, 0, null, false, null);
    private readonly CancellationToken _cancel;
    private readonly HttpClient _client;
    private readonly OtlpEndpoint _endpoint;
    private readonly int _tries;
    private readonly TimeSpan _firstPause;
    private readonly TimeProvider _clock;
    private bool _gaveUp, _silent;

    public OtlpSender(OtlpEndpoint endpoint, int tries, TimeSpan firstPause, TimeProvider clock, CancellationToken cancel)
    {
        _cancel = cancel;
        _endpoint = endpoint;
        _tries = tries;
        _firstPause = firstPause;
        _clock = clock;
        _client = OtlpPatience.Client(endpoint.Timeout, cancel);
    }

    /// <summary>Why the last batch that was lost was lost.</summary>
    public string? LastFault { get; private set; }

    /// <summary>What a receiver that took everything has to say all the same; null when it said nothing.</summary>
    public string? Warning { get; private set; }

    /// <summary>Sends a batch; returns how many of its spans were lost.</summary>
    public async Task<long> SendAsync(byte[] batch, long spans)
    {
        // After a receiver has failed every try, one try a batch is enough to notice that it is back.
        int tries = _gaveUp ? 1 : _tries;
        if (_silent || _cancel.IsCancellationRequested) return spans;
        TimeSpan pause = _firstPause;
        for (int i = 1; ; i++)
        {
            OtlpAnswer answer = await TryAsync(batch).ConfigureAwait(false);
            if (answer.IsTaken)
            {
                _gaveUp = false;
                return answer.Rejected;
            }

            if (!answer.IsAgain || i >= tries)
            {
                _gaveUp = answer.IsAgain;
                return spans;
            }

            if (!await PauseAsync(answer.Wait ?? Jittered(pause)).ConfigureAwait(false)) return spans;
            pause = pause * 2 > s_longestPause ? s_longestPause : pause * 2;
        }
    }

    public void Dispose() => _client.Dispose();

    // False when the user does not want to wait any longer.
    private async Task<bool> PauseAsync(TimeSpan pause)
    {
        try
        {
            await Task.Delay(pause, _clock, _cancel).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<OtlpAnswer> TryAsync(byte[] batch)
    {
        try
        {
            using HttpRequestMessage request = OtlpRequest.Of(_endpoint, batch);
            using HttpResponseMessage response = await _client.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, _cancel).ConfigureAwait(false);
            OtlpAnswer answer = await OtlpAnswer.Read(response, _endpoint, _clock, _cancel).ConfigureAwait(false);
            if (!answer.IsTaken) LastFault = $"{_endpoint.Traces} {answer.Message}";
            else if (answer.Rejected > 0) LastFault = Rejection(answer);
            else Warning = answer.Message ?? Warning;
            return answer;
        }
        catch (OperationCanceledException) when (_cancel.IsCancellationRequested)
        {
            LastFault = $"{_endpoint.Traces}: interrupted";
            return s_lost;
        }
        catch (OperationCanceledException)
        {
            _silent = true;
            LastFault = $"{_endpoint.Traces} did not answer within {_endpoint.Timeout.TotalSeconds:0.###} s; nothing more was sent";
            return s_lost;
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            // The message may quote what the receiver sent.
            LastFault = $"{_endpoint.Traces}: {Printable.Of(fault.Message)}";
            return s_lost with { IsAgain = true };
        }
    }

    private static string Rejection(OtlpAnswer answer) =>
        $"the receiver rejected {answer.Rejected} spans" + (answer.Message is { } message ? $": {message}" : "");

    // Many that were told to wait must not all come back at once.
    private static TimeSpan Jittered(TimeSpan pause) => pause * (0.75 + 0.5 * Random.Shared.NextDouble());
}
