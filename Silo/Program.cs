using Tickstorm.Grains.Runs;
using Tickstorm.Silo;

WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
SiloSettings settings = builder.Configuration.GetSection("Tickstorm").Get<SiloSettings>() ?? new SiloSettings();
if (settings.Problem() is { } problem)
{
    Console.Error.WriteLine(problem);
    return 2;
}

builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(settings.Address, settings.HttpPort));
builder.Logging.AddSimpleConsole(console =>
{
    console.SingleLine = true;
    console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
    console.UseUtcTimestamp = true;
});
builder.Logging.AddFilter("Orleans", LogLevel.Warning).AddFilter("Microsoft", LogLevel.Warning);
// Registered before Orleans, so that they stop after it.
builder.Services.AddSingleton<Telemetry>();
builder.Services.AddHostedService(services => services.GetRequiredService<Telemetry>());
builder.Services.AddSingleton<IRunObserver>(services => services.GetRequiredService<Telemetry>());
builder.UseOrleans(silo => SiloSetup.Configure(silo, settings));
builder.Services.AddSingleton<SiloReadiness>();
builder.Services.AddSingleton<ILifecycleParticipant<Orleans.Runtime.ISiloLifecycle>>(services => services.GetRequiredService<SiloReadiness>());

WebApplication app = builder.Build();
app.MapTickstorm();
await app.RunAsync();
return 0;
