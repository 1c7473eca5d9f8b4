using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Storage;
using Tickstorm.Chaos.Storage;
using Tickstorm.Grains.Fabric;
using Tickstorm.Grains.Storage;
using Tickstorm.Silo;

namespace Tickstorm.Chaos.Silos;

/// <summary>The silo's own program, with one thing changed: its storage does what the file of faults says.</summary>
internal static class ChaosSilo
{
    /// <summary>The environment variable that says where the file of faults is.</summary>
    public const string FaultsVariable = "TICKSTORM_CHAOS_FAULTS";

    /// <summary>The environment variable that says by what all waiting times are divided.</summary>
    public const string HasteVariable = "TICKSTORM_CHAOS_HASTE";

    /// <summary>The environment variable that gives a silo another version of the model; empty for its own.</summary>
    public const string VersionVariable = "TICKSTORM_CHAOS_VERSION";

    // How programs of the framework get into a host before it is built.
    private const string Listener = "Microsoft.Extensions.Hosting", Building = "HostBuilding";

    public static async Task<int> Run(string[] settings)
    {
        using IDisposable listening = DiagnosticListener.AllListeners.Subscribe(new Observer<DiagnosticListener>(listener =>
        {
            if (listener.Name != Listener) return;
            listener.Subscribe(new Observer<KeyValuePair<string, object?>>(said =>
            {
                if (said is { Key: Building, Value: IHostBuilder builder }) builder.ConfigureServices(Change);
            }));
        }));
        MethodInfo main = typeof(SiloSettings).Assembly.EntryPoint!;
        object? code = main.Invoke(null, [settings]);
        return code is Task<int> running ? await running : (int)(code ?? 0);
    }

    private static void Change(HostBuilderContext context, IServiceCollection services)
    {
        services.AddSingleton(WaitTimes.Divided(int.Parse(Environment.GetEnvironmentVariable(HasteVariable)!, CultureInfo.InvariantCulture)));
        if (Environment.GetEnvironmentVariable(VersionVariable) is { Length: > 0 } version)
            services.AddSingleton(new SiloVersion(version));
        StorageFaults faults = new(Environment.GetEnvironmentVariable(FaultsVariable)!);
        services.AddKeyedSingleton<IGrainStorage>(CheckpointStore.StorageName, (silo, _) => new WatchedStorage(
            new ChaosStorage(SiloSetup.Unwatched(silo), faults), silo.GetRequiredService<StorageHealth>()));
    }

    private sealed class Observer<T>(Action<T> next) : IObserver<T>
    {
        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }

        public void OnNext(T value) => next(value);
    }
}
