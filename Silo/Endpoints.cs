using Microsoft.AspNetCore.Http.HttpResults;

namespace Tickstorm.Silo;

/// <summary>What a silo answers over HTTP: health, and metrics as Prometheus text.</summary>
internal static class Endpoints
{
    /// <summary>Adds the endpoints.</summary>
    public static void MapTickstorm(this WebApplication app)
    {
        SiloReadiness readiness = app.Services.GetRequiredService<SiloReadiness>();
        app.MapGet("/health/live", () => TypedResults.Text("live\n"));
        app.MapGet("/health/startup", () => Answer(readiness.HasStarted, "started"));
        app.MapGet("/health/ready", () => Answer(readiness.IsReady, "ready"));
        app.MapGet("/silo", (ILocalSiloDetails silo) => TypedResults.Text(silo.SiloAddress.ToParsableString() + "\n"));
        app.UseOpenTelemetryPrometheusScrapingEndpoint(
            app.Services.GetRequiredService<Telemetry>().Metrics, predicate: null, "/metrics", configureBranchedPipeline: null,
            optionsName: null);
    }

    private static ContentHttpResult Answer(bool good, string what) =>
        TypedResults.Text(good ? what + "\n" : $"not {what}\n", statusCode: good ? 200 : 503);
}
