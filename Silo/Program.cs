using Tickstorm.Contracts.Security;
using Tickstorm.Silo;
using Tickstorm.Silo.Checks;

const int badInput = 2, failed = 3;
if (SiloHelp.Answer(args) is { } answer)
{
    Console.Out.Write(answer);
    return 0;
}

if (SiloCheck.IsAsked(args)) return await SiloCheck.Run(args, Console.Out);

SiloSettings settings;
WebApplicationBuilder builder;
TlsCertificates? tls;
PortClaims claims;
try
{
    builder = WebApplication.CreateSlimBuilder(args);
    settings = SettingsReader.Read(builder.Configuration, args);
    tls = settings.Tls.IsWanted ? new TlsCertificates(settings.Tls, isSilo: true) : null;
    claims = PortClaims.Take(settings);
    await StorageProbe.Try(settings);
}
catch (InvalidDataException problem)
{
    // Of a settings file the reason is within.
    Console.Error.WriteLine(problem.InnerException is { } why ? $"{problem.Message} {why.Message}" : problem.Message);
    return badInput;
}
catch (FormatException problem)
{
    Console.Error.WriteLine($"The command line cannot be read: {problem.Message}");
    return badInput;
}
catch (IOException problem)
{
    Console.Error.WriteLine(problem.Message);
    return failed;
}

using PortClaims held = claims;
using CertificateMeter? expiry = tls is null ? null : new(tls);
builder.WebHost.ConfigureKestrel(kestrel =>
{
    kestrel.Listen(settings.ListenAddress, settings.HttpPort);
    // It asks nobody who he is: only this machine may look.
    if (settings.DashboardPort > 0) kestrel.Listen(System.Net.IPAddress.Loopback, settings.DashboardPort);
});
SiloLogs.Configure(builder.Logging, builder.Configuration, settings.Logs);
// Health is answered while the silo still joins.
builder.Services.Configure<HostOptions>(host =>
{
    host.ServicesStartConcurrently = true;
    // Its runs leave first; then the silo itself.
    host.ShutdownTimeout = TimeSpan.FromSeconds(settings.DrainSeconds + 5);
});
// Registered before Orleans, so that they stop after it.
Telemetry.Add(builder.Services, settings);
Health.Add(builder.Services);
try
{
    builder.UseOrleans(silo => SiloSetup.Configure(silo, settings, tls));
}
catch (InvalidOperationException unknown)
{
    // A provider of the section Orleans that there is not.
    Console.Error.WriteLine(unknown.Message);
    return badInput;
}

builder.Services.AddSingleton(settings);
builder.Services.AddSingleton<SiloReadiness>();
builder.Services.AddSingleton<ILifecycleParticipant<Orleans.Runtime.ISiloLifecycle>>(
    services => services.GetRequiredService<SiloReadiness>());

WebApplication app = builder.Build();
if (tls is not null) tls.Logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger<TlsCertificates>();
app.MapTickstorm(settings);
try
{
    await app.RunAsync();
    return 0;
}
catch (OrleansConfigurationException wrong)
{
    Console.Error.WriteLine(wrong.Message);
    return badInput;
}
#pragma warning disable CA1031 // The last line of defence: an operator gets a sentence in the log.
catch (Exception failure)
#pragma warning restore CA1031
{
    string reason = failure.GetBaseException().Message;
    SiloLogs.Failed(app.Logger, reason, failure);
    return failed;
}
