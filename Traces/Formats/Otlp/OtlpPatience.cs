using System.Collections.Concurrent;

namespace Tickstorm.Traces.Formats.Otlp;

/// <summary>
/// The way to a receiver for all that a process posts. One that takes a request and never answers costs its time-out once: it is not asked
/// again. And whoever waits for one goes when the user does.
/// </summary>
public sealed class OtlpPatience(CancellationToken cancel) : DelegatingHandler(new SocketsHttpHandler())
{
    private const int LongestAnswer = 1 << 20;
    private static readonly ConcurrentDictionary<string, bool> s_silent = new();

    /// <summary>A client for one kind of data.</summary>
    public static HttpClient Client(TimeSpan timeout, CancellationToken cancel) => new(new OtlpPatience(cancel))
    {
        Timeout = timeout, MaxResponseContentBufferSize = LongestAnswer,
    };

    /// <inheritdoc/>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, cancel);
        try
        {
            return base.Send(Asked(request), stop.Token);
        }
        catch (OperationCanceledException)
        {
            Note(request);
            throw;
        }
    }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, cancel);
        try
        {
            return await base.SendAsync(Asked(request), stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Note(request);
            throw;
        }
    }

    private static HttpRequestMessage Asked(HttpRequestMessage request) =>
        s_silent.ContainsKey(request.RequestUri!.Authority) ? throw new TaskCanceledException("It has not answered before.") : request;

    private void Note(HttpRequestMessage request)
    {
        if (!cancel.IsCancellationRequested) s_silent[request.RequestUri!.Authority] = true;
    }
}
