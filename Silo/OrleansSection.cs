using System.Globalization;
using StackExchange.Redis;

namespace Tickstorm.Silo;

/// <summary>
/// The section Orleans of the configuration, which Orleans itself reads: providers by their names in it, as Aspire writes them. What it
/// says counts for the silo's own settings too, unless they say something else.
/// </summary>
internal static class OrleansSection
{
    /// <summary>What the settings say where the section names the provider.</summary>
    public const string Choice = "orleans";

    /// <summary>The name of the storage in the section.</summary>
    public const string StorageName = "database";

    /// <summary>The name of the storage of checkpoints in the section, where they have one of their own.</summary>
    public const string BlocksName = "blocks";

    private const string Clustering = "Orleans:Clustering", Storage = "Orleans:GrainStorage", Own = "Tickstorm:";

    /// <summary>Takes over what the section says.</summary>
    /// <exception cref="InvalidDataException">The section and the settings exclude each other, or a part is missing.</exception>
    public static void TakeOver(IConfiguration configuration, SiloSettings settings)
    {
        settings.Clustering = Chosen(
            configuration, nameof(settings.Clustering), settings.Clustering, configuration[$"{Clustering}:ProviderType"] is not null,
            $"{Clustering}:ProviderType");
        IConfigurationSection[] storages = [.. configuration.GetSection(Storage).GetChildren()];
        settings.Storage = Chosen(
            configuration, nameof(settings.Storage), settings.Storage, storages.Any(storage => !IsOfBlocks(storage.Key)),
            $"{Storage}:{StorageName}:ProviderType");
        settings.BlockStorage = Chosen(
            configuration, nameof(settings.BlockStorage), settings.BlockStorage, storages.Any(storage => IsOfBlocks(storage.Key)),
            $"{Storage}:{BlocksName}:ProviderType");
        if (settings.BlockStorage == Choice && configuration[$"{Storage}:{BlocksName}:ProviderType"] is null)
            throw new InvalidDataException($"{Storage}:{BlocksName}:ProviderType is missing.");
        if (settings.Storage == Choice && configuration[$"{Storage}:{StorageName}:ProviderType"] is null)
            throw new InvalidDataException($"{Storage}:{StorageName}:ProviderType is missing: Tickstorm's storage has that name.");
        settings.ClusterId = Text(configuration, nameof(settings.ClusterId), "Orleans:ClusterId") ?? settings.ClusterId;
        settings.ServiceId = Text(configuration, nameof(settings.ServiceId), "Orleans:ServiceId") ?? settings.ServiceId;
        settings.SiloName = Text(configuration, nameof(settings.SiloName), "Orleans:Name") ?? settings.SiloName;
        settings.SiloPort = Port(configuration, nameof(settings.SiloPort)) ?? settings.SiloPort;
        settings.GatewayPort = Port(configuration, nameof(settings.GatewayPort)) ?? settings.GatewayPort;
    }

    /// <summary>The connections to Redis that the section names by a service's key, as Aspire does.</summary>
    public static void AddRedis(IServiceCollection services, IConfiguration configuration)
    {
        string[] users = [Clustering, $"{Storage}:{StorageName}", $"{Storage}:{BlocksName}"];
        foreach (string key in users.Select(user => configuration[$"{user}:ServiceKey"]).OfType<string>().Distinct())
        {
            if (configuration.GetConnectionString(key) is { } text)
                services.AddKeyedSingleton<IConnectionMultiplexer>(key, (_, _) => ConnectionMultiplexer.Connect(text));
        }
    }

    private static bool IsOfBlocks(string name) => name.Equals(BlocksName, StringComparison.OrdinalIgnoreCase);

    private static string Chosen(IConfiguration configuration, string setting, string value, bool isInSection, string section)
    {
        if (!isInSection)
        {
            return value == Choice ? throw new InvalidDataException($"{Own}{setting} is {Choice}, and there is no {section}.") : value;
        }

        return configuration[Own + setting] is { } given && given != Choice
            ? throw new InvalidDataException($"{Own}{setting} is {given}, and there is {section} too; one of them must go.")
            : Choice;
    }

    private static string? Text(IConfiguration configuration, string setting, string name) =>
        configuration[Own + setting] is null ? configuration[name] : null;

    private static int? Port(IConfiguration configuration, string setting)
    {
        string name = $"Orleans:Endpoints:{setting}";
        if (Text(configuration, setting, name) is not { } text) return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port)
            ? port
            : throw new InvalidDataException($"{name} is \"{text}\"; it must be a port from 1 to 65535.");
    }
}
