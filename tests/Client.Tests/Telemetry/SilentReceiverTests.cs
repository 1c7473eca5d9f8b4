using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tickstorm.Tests.Telemetry;

/// <summary>Receivers that hang, or send what is no answer.</summary>
public sealed class SilentReceiverTests : IDisposable
{
    // However long the run takes: what is posted besides its interrupts is not posted by a timer beside them, but at the end.
    private static readonly (string, string)[] s_noTimers =
        [("OTEL_BSP_SCHEDULE_DELAY", "3600000"), ("OTEL_METRIC_EXPORT_INTERVAL", "3600000")];

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public SilentReceiverTests() => _listener.Start();

    private (string, string) Endpoint => ("OTEL_EXPORTER_OTLP_ENDPOINT", $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public void Dispose() => _listener.Dispose();

    [Fact]
    public void A_receiver_that_never_answers_costs_its_time_out_once()
    {
        ClientProcess client = ClientProcess.Run(
            [Endpoint, .. s_noTimers, ("OTEL_EXPORTER_OTLP_TIMEOUT", "5000")], "run", "irq0-2007", "--design", "irq0-edge", "--otlp");
        int requests = 0;
        for (; _listener.Pending(); requests++) _listener.AcceptSocket().Dispose();
        Assert.Equal(0, client.ExitCode);
        Assert.Matches(
            @"--otlp: \d+ of \d+ spans were not taken: http://127\.0\.0\.1:\d+/v1/traces did not answer within 5 s", client.Error);
        // Whoever waited twice would have asked twice.
        Assert.Equal(1, requests);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/x-protobuf\r\nContent-Length: 1000000000\r\n\r\n", 1, 100)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/x-protobuf\r\nContent-Length: 1000000000\r\n\r\n", 1 << 16, 1)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\n", 1, 100)]
    [InlineData("HTTP/1.1 500 Trouble\r\nContent-Length: 1000000000\r\n\r\n", 1, 100)]
    [InlineData("HTTP/1.1 200 OK\r\nX-Endless: ", 1, 100)]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n", 0, 100)]
    public async Task A_receiver_whose_answer_never_ends_costs_its_time_out_at_most(string begin, int length, int pauseMs)
    {
        Task<TimeSpan[]> serving = Task.Run(() => Endless(begin, length, pauseMs));
        ClientProcess client = ClientProcess.Run(
            [Endpoint, .. s_noTimers, ("OTEL_EXPORTER_OTLP_TIMEOUT", "6000")], "run", "irq0-2007", "--design", "irq0-edge", "--otlp");
        _listener.Stop();
        Assert.Equal(0, client.ExitCode);
        // The whole time-out is waited for once at most: what is given up at once is short even where there is much else to do.
        Assert.InRange((await serving).Count(time => time.TotalSeconds > 5), 0, 1);
    }

    [Fact]
    public async Task Ctrl_C_ends_the_waiting_at_once()
    {
        ProcessStartInfo start = new(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "tickstorm.dll"), "run", "irq0-2007", "--design", "irq0-edge", "--otlp"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment[Endpoint.Item1] = Endpoint.Item2;
        start.Environment["OTEL_EXPORTER_OTLP_TIMEOUT"] = "300000";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        // It waits from the first request on.
        using TcpClient request = await _listener.AcceptTcpClientAsync().WaitAsync(TimeSpan.FromMinutes(3));
        Signals.Send(Signals.Heard("INT", "TERM").First(), process.Id);
        // Its time-out is five minutes.
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(3));
        await process.WaitForExitAsync(patience.Token);
        Assert.Equal(130, process.ExitCode);
        Assert.Contains("irq0-edge", await output, StringComparison.Ordinal);
        Assert.Matches("spans were not taken: .* interrupted", await error);
    }

    [Fact]
    public async Task What_a_receiver_sends_reaches_the_terminal_as_printable_text()
    {
        Task serving = Task.Run(Garbage);
        ClientProcess client = ClientProcess.Run([Endpoint, ClientProcess.PatientPosts], "run", "irq0-2007", "--design", "irq0-edge", "--otlp");
        _listener.Stop();
        await serving;
        Assert.Equal(0, client.ExitCode);
        Assert.Matches(@"spans were not taken: http://.*\\u001b\[2Jgarbage", client.Error);
        Assert.DoesNotContain(client.Error, c => c < ' ' && c is not ('\n' or '\r'));
    }

    // To each request an answer that begins well and goes on until nobody listens any more: how long each one is.
    private TimeSpan[] Endless(string begin, int length, int pauseMs)
    {
        List<Task<TimeSpan>> answers = [];
        try
        {
            while (true)
            {
                Socket socket = _listener.AcceptSocket();
                answers.Add(Task.Run(() => Answer(socket, begin, length, pauseMs)));
            }
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            return Task.WhenAll(answers).Result;
        }
    }

    private static TimeSpan Answer(Socket socket, string begin, int length, int pauseMs)
    {
        long began = 0;
        using Socket open = socket;
        try
        {
            byte[] request = new byte[1 << 16], rest = new byte[length];
            Array.Fill(rest, (byte)'x');
            // One that is opened for a request that nobody makes is no answer.
            if (open.Receive(request) == 0) return TimeSpan.Zero;
            began = Stopwatch.GetTimestamp();
            open.Send(Encoding.ASCII.GetBytes(begin));
            while (true)
            {
                open.Send(rest);
                Thread.Sleep(pauseMs);
                if (open.Poll(0, SelectMode.SelectRead) && open.Receive(request) == 0) return Stopwatch.GetElapsedTime(began);
            }
        }
        catch (SocketException)
        {
            // It is not listened to any more.
            return began == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(began);
        }
    }

    private void Garbage()
    {
        List<Task> answers = [];
        try
        {
            while (true)
            {
                Socket socket = _listener.AcceptSocket();
                // Each for itself: one that is opened for a request that nobody makes keeps no other waiting.
                answers.Add(Task.Run(() => AnswerGarbage(socket)));
            }
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            Task.WaitAll(answers);
        }
    }

    private static void AnswerGarbage(Socket socket)
    {
        using Socket open = socket;
        try
        {
            byte[] request = new byte[1 << 16];
            if (open.Receive(request) == 0) return;
            open.Send("\u001b[2Jgarbage\u0007\r\n"u8);
            // Closed with something unread, the connection would be reset, and the answer with it: until the client has closed it.
            while (open.Receive(request) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // The client has reset it.
        }
    }
}
