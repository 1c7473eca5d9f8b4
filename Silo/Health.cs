using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Tickstorm.Silo;

/// <summary>The checks behind the health endpoints, each by its name.</summary>
internal static class Health
{
    /// <summary>That the silo has joined its cluster.</summary>
    public const string Started = "started";

    /// <summary>That it takes part: it has joined, does not leave, and can store.</summary>
    public const string Ready = "ready";

    /// <summary>Adds them.</summary>
    public static void Add(IServiceCollection services)
    {
        services.AddHealthChecks()
            .Add(Of(Started, readiness => readiness.HasStarted ? null : "it has not joined yet"))
            .Add(Of(Ready, readiness => readiness.Hindrance));
    }

    private static HealthCheckRegistration Of(string name, Func<SiloReadiness, string?> hindrance) => new(
        name, services => new Check(services.GetRequiredService<SiloReadiness>(), hindrance), HealthStatus.Unhealthy, [name]);

    private sealed class Check(SiloReadiness readiness, Func<SiloReadiness, string?> hindrance) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
            Task.FromResult(hindrance(readiness) is { } why ? HealthCheckResult.Unhealthy(why) : HealthCheckResult.Healthy());
    }
}
