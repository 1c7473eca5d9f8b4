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
        app.MapGet("/health/startup", () => Answer("started", readiness.HasStarted ? null : "it has not joined yet"));
        app.MapGet("/health/ready", () => Answer("ready", readiness.Hindrance));
        app.MapGet("/silo", (ILocalSiloDetails silo) => TypedResults.Text(silo.SiloAddress.ToParsableString() + "\n"));
        app.UseOpenTelemetryPrometheusScrapingEndpoint(
            app.Services.GetRequiredService<Telemetry>().Metrics, predicate: null, "/metrics", configureBranchedPipeline: null,
            optionsName: null);
    }

    private static ContentHttpResult Answer(string what, string? hindrance) =>
        TypedResults.Text(hindrance is null ? what + "\n" : $"not {what}: {hindrance}\n", statusCode: hindrance is null ? 200 : 503);
}
