using Npgsql;
using StackExchange.Redis;

namespace Tickstorm.Silo;

/// <summary>Tries folders and the database before the silo joins: one that cannot store is of no use to the others.</summary>
internal static class StorageProbe
{
    private const int ConnectSeconds = 10;

    /// <summary>Writes and deletes a file in each folder, and opens the database.</summary>
    /// <exception cref="InvalidDataException">A setting cannot be used.</exception>
    /// <exception cref="IOException">The database does not answer.</exception>
    public static async Task Try(SiloSettings settings)
    {
        if (settings.Clustering == "folder") TryFolder(nameof(settings.ClusteringFolder), settings.ClusteringFolder);
        if (settings.Storage == "folder") TryFolder(nameof(settings.StorageFolder), settings.StorageFolder);
        if (settings.Clustering == "postgresql" || settings.Storage == "postgresql") await TryDatabase(settings.ConnectionString);
        if (settings.Clustering == "redis" || settings.Storage == "redis") await TryRedis(nameof(settings.Redis), settings.Redis);
        if (settings.BlockStorage == "folder") TryFolder(nameof(settings.BlockFolder), settings.BlockFolder);
        if (settings.BlockStorage == "redis") await TryRedis(nameof(settings.BlockRedis), settings.BlockRedis);
    }

    private static void TryFolder(string setting, string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            string probe = Path.Combine(folder, $".probe-{Environment.ProcessId}");
            File.WriteAllText(probe, "probe");
            File.Delete(probe);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new InvalidDataException(
                $"Tickstorm:{setting} is \"{folder}\"; it must be a folder that can be written to ({failure.Message.TrimEnd('.')}).");
        }
    }

    private static async Task TryRedis(string setting, string text)
    {
        ConfigurationOptions parsed;
        try
        {
            parsed = ConfigurationOptions.Parse(text);
            if (parsed.EndPoints.Count == 0) throw new FormatException("it names no server");
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException)
        {
            throw new InvalidDataException(
                $"Tickstorm:{setting} cannot be read ({failure.Message.Split('\n')[0].TrimEnd('.')}); "
                + "one like db:6379,password=... was expected.");
        }

        try
        {
            await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(parsed);
            await connection.GetDatabase().PingAsync();
        }
        catch (Exception failure) when (failure is RedisException or IOException or TimeoutException)
        {
            // The text may hold a password: only the servers are repeated.
            throw new IOException(
                $"The Redis at {string.Join(", ", parsed.EndPoints.Select(EndPointCollection.ToString))} cannot be used: "
                    + $"{failure.Message.Split('\n')[0].TrimEnd('.')}.");
        }
    }

    private static async Task TryDatabase(string text)
    {
        NpgsqlConnectionStringBuilder parsed;
        try
        {
            parsed = new NpgsqlConnectionStringBuilder(text);
            // It is checked whole only here.
            await using NpgsqlConnection unopened = new(text);
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException)
        {
            throw new InvalidDataException(
                $"Tickstorm:ConnectionString cannot be read ({failure.Message.TrimEnd('.')}); "
                + "one like Host=db;Username=tickstorm;Database=tickstorm was expected.");
        }

        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(ConnectSeconds));
        try
        {
            await using NpgsqlConnection connection = new(text);
            await connection.OpenAsync(patience.Token);
        }
        catch (Exception failure) when (failure is NpgsqlException or OperationCanceledException or IOException or TimeoutException)
        {
            // The text may hold a password: only host and database are repeated.
            string why = failure is OperationCanceledException ? $"no answer within {ConnectSeconds} s" : failure.Message.TrimEnd('.');
            throw new IOException($"The database {parsed.Database ?? "of the user's name"} at {parsed.Host}:{parsed.Port} cannot be " +
                $"used: {why}.");
        }
    }
}
