// Silos, with Aspire's dashboard for their logs, traces and metrics, and a run to start from it:
//   dotnet run --project deploy/aspire -c Release [-- --silos 3 --scenario storm-4096 --design native-lapic --folder FOLDER --json FILE]
// With --json the run starts by itself, and its result goes there.
using Microsoft.Extensions.Configuration;

IDistributedApplicationBuilder builder = DistributedApplication.CreateBuilder(args);
int count = builder.Configuration.GetValue("silos", 3);
string scenario = builder.Configuration.GetValue("scenario", "storm-4096");
string design = builder.Configuration.GetValue("design", "native-lapic");
// What the silos share: who they are, and what their runs have come to. It outlives them, so that the runs go on next time.
string folder = builder.Configuration.GetValue("folder", Path.Combine(builder.AppHostDirectory, "obj", "cluster"));

List<IResourceBuilder<ProjectResource>> silos = [];
for (int i = 1; i <= count; i++)
{
    string name = $"silo-{i}";
    silos.Add(builder.AddProject<Projects.Silo>(name, launchProfileName: null)
        .WithEndpoint(name: "silo", scheme: "tcp", env: "TICKSTORM__SILOPORT", isProxied: false)
        .WithEndpoint(name: "gateway", scheme: "tcp", env: "TICKSTORM__GATEWAYPORT", isProxied: false)
        .WithHttpEndpoint(name: "http", env: "TICKSTORM__HTTPPORT", isProxied: false)
        .WithEnvironment("TICKSTORM__SILONAME", name)
        .WithEnvironment("TICKSTORM__CLUSTERING", "folder")
        .WithEnvironment("TICKSTORM__CLUSTERINGFOLDER", Path.Combine(folder, "members"))
        .WithEnvironment("TICKSTORM__STORAGE", "folder")
        .WithEnvironment("TICKSTORM__STORAGEFOLDER", Path.Combine(folder, "storage"))
        .WithHttpHealthCheck("/health/ready", endpointName: "http"));
}

string[] result = builder.Configuration["json"] is { } file ? ["--json", file] : [];
IResourceBuilder<ProjectResource> run = builder.AddProject<Projects.Client>("run", launchProfileName: null)
    .WithArgs(["cluster", "run", scenario, "--designs", design, .. result])
    .WithEnvironment("TICKSTORM_GATEWAYS", silos[0].GetEndpoint("gateway").Property(EndpointProperty.HostAndPort));
foreach (IResourceBuilder<ProjectResource> silo in silos) run.WaitFor(silo);
if (result.Length == 0) run.WithExplicitStart();

builder.Build().Run();
