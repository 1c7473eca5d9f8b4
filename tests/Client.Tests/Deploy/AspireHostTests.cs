using System.Diagnostics;
using Tickstorm.Simulation;

namespace Tickstorm.Tests.Deploy;

/// <summary>deploy/aspire as a developer starts it: silos, and a run on them, under Aspire's own orchestrator.</summary>
[Collection(BuildsHere.Name)]
public sealed class AspireHostTests : IDisposable
{
    private const string Scenario = "irq0-2007", Design = "irq0-edge";
    private static readonly TimeSpan s_most = TimeSpan.FromMinutes(5);
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [AspireHostFact]
    public async Task Its_silos_come_up_and_a_run_on_them_has_the_digest_of_any_other()
    {
        string project = Path.Combine(Repository.Root, "deploy", "aspire");
        Tools.Run("dotnet", "build", project, "-c", "Release", "-nologo", "-v", "quiet");
        string json = _folder.Path("result.json");
        using Process host = Process.Start(new ProcessStartInfo(
            "dotnet",
            [
                Path.Combine(Repository.Root, "artifacts", "bin", "AppHost", "release", "tickstorm-apphost.dll"), "--silos", "2",
                "--folder", _folder.Path("cluster"), "--scenario", Scenario, "--design", Design, "--json", json,
            ])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
            Environment =
            {
                ["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true", ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
                ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = "http://127.0.0.1:0",
            },
        })!;
        Task<string> output = host.StandardOutput.ReadToEndAsync(), error = host.StandardError.ReadToEndAsync();
        try
        {
            long begin = Stopwatch.GetTimestamp();
            while (!File.Exists(json) && !host.HasExited && Stopwatch.GetElapsedTime(begin) < s_most) await Task.Delay(200);
        }
        finally
        {
            // It ends its silos before itself.
            Signals.Send("TERM", host.Id);
            if (!host.WaitForExit(TimeSpan.FromSeconds(60))) host.Kill(entireProcessTree: true);
        }

        Assert.True(File.Exists(json), await output + await error);
        string digest = Simulator.Run(Repository.Scenario(Scenario), Design, new EngineOptions { Kind = "sequential" }).Digest;
        Assert.Contains(digest, File.ReadAllText(json), StringComparison.Ordinal);
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class AspireHostFactAttribute : FactAttribute
    {
        public AspireHostFactAttribute()
        {
            string packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
                ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
            Skip = Tools.SkipUnless(
                Directory.Exists(Path.Combine(packages, "aspire.hosting.orchestration.linux-x64")),
                "Aspire's orchestrator is not there; .ci/provision restores deploy/aspire");
        }
    }
}
