using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orleans.Dashboard;

namespace Tickstorm.Silo;

/// <summary>What a silo answers over HTTP: health, and metrics as Prometheus text; on a port of its own Orleans' dashboard.</summary>
internal static class Endpoints
{
    /// <summary>Adds the endpoints.</summary>
    public static void MapTickstorm(this WebApplication app, SiloSettings settings)
    {
        // The dashboard's port is for it alone.
        Microsoft.AspNetCore.Routing.RouteGroupBuilder all = app.MapGroup("").RequireHost($"*:{settings.HttpPort}");
        all.MapGet("/health/live", () => TypedResults.Text("live\n"));
        all.MapHealthChecks("/health/startup", Only(Health.Started));
        all.MapHealthChecks("/health/ready", Only(Health.Ready));
        all.MapGet("/silo", SiloAddressOf);
        all.MapPrometheusScrapingEndpoint("/metrics");
        if (settings.DashboardPort > 0) app.MapOrleansDashboard().RequireHost($"*:{settings.DashboardPort}");
    }

    private static ContentHttpResult SiloAddressOf(ILocalSiloDetails silo) =>
        TypedResults.Text(silo.SiloAddress.ToParsableString() + "\n");

    private static HealthCheckOptions Only(string name) => new()
    {
        Predicate = check => check.Name == name,
        ResponseWriter = (context, report) =>
        {
            context.Response.ContentType = "text/plain; charset=utf-8";
            HealthReportEntry entry = report.Entries[name];
            return context.Response.WriteAsync(entry.Status == HealthStatus.Healthy ? name + "\n" : $"not {name}: {entry.Description}\n");
        },
    };
}
