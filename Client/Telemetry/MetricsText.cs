using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;

namespace Tickstorm.Client.Telemetry;

/// <summary>All metrics as Prometheus text, by the exporter that silos answer scrapes with; no port is opened for it.</summary>
internal static class MetricsText
{
    private const string Path = "/metrics";

    /// <summary>The text as it is now.</summary>
    public static async Task<byte[]> Of(MeterProvider metrics)
    {
        await using ServiceProvider services = new ServiceCollection().AddOptions().AddLogging().BuildServiceProvider();
        ApplicationBuilder app = new(services);
        app.UseOpenTelemetryPrometheusScrapingEndpoint(metrics, predicate: null, Path, configureBranchedPipeline: null, optionsName: null);
        using MemoryStream body = new();
        DefaultHttpContext scrape = new() { RequestServices = services };
        scrape.Request.Method = HttpMethods.Get;
        scrape.Request.Path = Path;
        scrape.Response.Body = body;
        await app.Build()(scrape);
        if (scrape.Response.StatusCode != StatusCodes.Status200OK)
            throw new InvalidOperationException($"The Prometheus exporter answered {scrape.Response.StatusCode}.");
        return body.ToArray();
    }
}
