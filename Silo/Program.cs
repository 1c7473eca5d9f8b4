using Tickstorm.Contracts.Security;
using Tickstorm.Grains.Runs;
using Tickstorm.Silo;

const int badInput = 2, failed = 3;
WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
SiloSettings settings = builder.Configuration.GetSection("Tickstorm").Get<SiloSettings>() ?? new SiloSettings();
TlsIdentity? tls;
try
{
    if (settings.Problem() is { } problem) throw new InvalidDataException(problem);
    tls = settings.Tls.IsWanted ? TlsIdentity.Load(settings.Tls) : null;
}
catch (InvalidDataException problem)
{
    Console.Error.WriteLine(problem.Message);
    return badInput;
}

using TlsIdentity? identity = tls;
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(settings.ListenAddress, settings.HttpPort));
SiloLogs.Configure(builder.Logging, settings.Logs);
// Health is answered while the silo still joins.
builder.Services.Configure<HostOptions>(host => host.ServicesStartConcurrently = true);
// Registered before Orleans, so that they stop after it.
builder.Services.AddSingleton<Telemetry>();
builder.Services.AddHostedService(services => services.GetRequiredService<Telemetry>());
builder.Services.AddSingleton<IRunObserver>(services => services.GetRequiredService<Telemetry>());
builder.UseOrleans(silo => SiloSetup.Configure(silo, settings, tls));
builder.Services.AddSingleton(settings);
builder.Services.AddSingleton<SiloReadiness>();
builder.Services.AddSingleton<ILifecycleParticipant<Orleans.Runtime.ISiloLifecycle>>(
    services => services.GetRequiredService<SiloReadiness>());

WebApplication app = builder.Build();
app.MapTickstorm();
try
{
    await app.RunAsync();
    return 0;
}
#pragma warning disable CA1031 // The last line of defence: an operator gets a sentence in the log.
catch (Exception failure)
#pragma warning restore CA1031
{
    string reason = failure.GetBaseException().Message;
    SiloLogs.Failed(app.Logger, reason, failure);
    return failed;
}
