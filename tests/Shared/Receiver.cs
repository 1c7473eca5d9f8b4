using System.Net;

namespace Tickstorm.Tests;

/// <summary>An OTLP receiver on loopback that answers as it is told.</summary>
internal sealed class Receiver : IDisposable
{
    private readonly HttpListener _listener;
    private readonly Func<int, (int Status, byte[] Body)> _answer;
    private readonly Task _serving;

    public Receiver(Func<int, (int Status, byte[] Body)> answer)
    {
        _answer = answer;
        (_listener, int port) = LoopbackListener.Start("127.0.0.1");
        Address = $"http://127.0.0.1:{port}";
        // A thread of its own: it answers however many of the pool's wait for something.
        _serving = Task.Factory.StartNew(Serve, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public string Address { get; }

    /// <summary>Bodies of the requests that were answered with success.</summary>
    public MemoryStream Taken { get; } = new();

    public List<(string Path, string? Type, string? Header)> Requests { get; } = [];

    /// <summary>Every body as it came, with its User-Agent and its encoding.</summary>
    public List<(string Path, byte[] Body, string? Agent, string? Encoding)> Bodies { get; } = [];

    /// <summary>What an answer says in Retry-After, by the request's number; null for nothing.</summary>
    public Func<int, string?> RetryAfter { get; init; } = _ => null;

    public void Dispose()
    {
        _listener.Stop();
        _serving.Wait();
        _listener.Close();
    }

    private void Serve()
    {
        for (int number = 0; ; number++)
        {
            HttpListenerContext context;
            try
            {
                context = _listener.GetContext();
            }
            catch (Exception fault) when (fault is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }

            using MemoryStream body = new();
            context.Request.InputStream.CopyTo(body);
            Bodies.Add((
                context.Request.Url!.AbsolutePath, body.ToArray(), context.Request.UserAgent, context.Request.Headers["Content-Encoding"]));
            Requests.Add((context.Request.Url!.AbsolutePath, context.Request.ContentType, context.Request.Headers["x-key"]));
            (int status, byte[] answer) = _answer(number);
            if (status == 200) body.WriteTo(Taken);
            context.Response.StatusCode = status;
            if (RetryAfter(number) is { } wait) context.Response.Headers["Retry-After"] = wait;
            context.Response.OutputStream.Write(answer);
            context.Response.Close();
        }
    }
}
