using System.Diagnostics;
using System.Text.Json;
using Tickstorm.Client.Cluster;

namespace Tickstorm.Tests.Readers;

/// <summary>The Aspire dashboard as a backend of OpenTelemetry, on loopback, for anybody.</summary>
internal sealed class AspireDashboard : IDisposable
{
    /// <summary>The package that .ci/provision restores.</summary>
    public const string Package = "aspire.dashboard.sdk.linux-x64";

    /// <summary>Its version.</summary>
    public const string Version = "13.6.5";

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);
    private readonly Process _process;
    private readonly HttpClient _client = new();
    private readonly string _page;

    /// <summary>Starts it, and waits until it answers.</summary>
    /// <param name="traces">So many traces it keeps.</param>
    public AspireDashboard(int traces = 10_000)
    {
        int[] ports = FreePorts.Find(3);
        _page = Loopback(ports[0]);
        (Grpc, Http) = (Loopback(ports[1]), Loopback(ports[2]));
        ProcessStartInfo start = new(Program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in new[]
        {
            ("ASPNETCORE_URLS", _page), ("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", Grpc), ("ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL", Http),
            ("ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS", "true"), ("DASHBOARD__TELEMETRYLIMITS__MAXTRACECOUNT", $"{traces}"),
        })
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _process.OutputDataReceived += Nothing;
        _process.ErrorDataReceived += Nothing;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        for (long began = Stopwatch.GetTimestamp(); !Answers(); Thread.Sleep(200))
            Assert.True(!_process.HasExited && Stopwatch.GetElapsedTime(began) < s_patience, "the dashboard does not start");
    }

    /// <summary>Where it is when it was restored.</summary>
    public static string Program { get; } = Path.Combine(
        Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"),
        Package, Version, "tools", "Aspire.Dashboard");

    /// <summary>Where it takes gRPC.</summary>
    public string Grpc { get; }

    /// <summary>Where it takes protobuf and JSON by HTTP.</summary>
    public string Http { get; }

    /// <summary>What it holds of a service, as it says itself: ResourceSpans of OTLP JSON.</summary>
    public string Traces() => _client.GetStringAsync($"{_page}/api/telemetry/traces?limit=1000000").GetAwaiter().GetResult();

    /// <summary>The spans that it holds of the simulated machine.</summary>
    public JsonElement[] Spans()
    {
        using JsonDocument all = JsonDocument.Parse(Traces());
        return
        [
            .. all.RootElement.GetProperty("data").GetProperty("resourceSpans").EnumerateArray().Where(IsMachine)
                .SelectMany(one => one.GetProperty("scopeSpans").EnumerateArray())
                .SelectMany(scope => scope.GetProperty("spans").EnumerateArray()).Select(span => span.Clone()),
        ];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _client.Dispose();
    }

    private bool Answers()
    {
        try
        {
            return _client.GetAsync(new Uri($"{_page}/api/telemetry/traces")).GetAwaiter().GetResult().IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static bool IsMachine(JsonElement spans) => spans.GetProperty("resource").GetProperty("attributes").EnumerateArray().Any(
        one => one.GetProperty("key").GetString() == "tickstorm.run");

    private static string Loopback(int port) => $"http://127.0.0.1:{port}";

    private static void Nothing(object sender, DataReceivedEventArgs line)
    {
    }
}
