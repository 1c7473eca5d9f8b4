using System.Globalization;
using Npgsql;
using StackExchange.Redis;

namespace Tickstorm.Silo.Checks;

/// <summary>Tries the storage and the membership's server, and holds their clock against this machine's.</summary>
internal static class StorageCheck
{
    // A silo counts as alive by the time that it wrote last: more than its probes' time would let others doubt it.
    private static readonly TimeSpan s_mostSkew = TimeSpan.FromSeconds(2);

    private static readonly string[] s_statements =
    [
        "GatewaysQueryKey", "MembershipReadRowKey", "MembershipReadAllKey", "InsertMembershipVersionKey", "UpdateIAmAlivetimeKey",
        "InsertMembershipKey", "UpdateMembershipKey", "DeleteMembershipTableEntriesKey", "CleanupDefunctSiloEntriesKey",
        "ReadFromStorageKey", "WriteToStorageKey", "ClearStorageKey", "DeleteStorageKey",
    ];

    /// <summary>What is seen of them; only what can be reached is looked at further.</summary>
    public static async Task<IReadOnlyList<Finding>> Of(SiloSettings settings)
    {
        try
        {
            await StorageProbe.Try(settings);
            List<Finding> findings = [new("storage", true, "can be used")];
            string[] servers = [settings.Clustering, settings.Storage];
            if (servers.Contains("postgresql")) findings.AddRange(await Database(settings.ConnectionString));
            if (servers.Contains("redis")) findings.Add(await Redis(settings.Redis));
            return findings;
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException or NpgsqlException or RedisException or TimeoutException)
        {
            return [new("storage", false, fault.Message)];
        }
    }

    private static async Task<IReadOnlyList<Finding>> Database(string text)
    {
        await using NpgsqlConnection connection = new(text);
        await connection.OpenAsync();
        DateTimeOffset before = DateTimeOffset.UtcNow;
        await using NpgsqlCommand clock = new("SELECT clock_timestamp()", connection);
        DateTime theirs = (DateTime)(await clock.ExecuteScalarAsync())!;
        Finding skew = Clock("the database", before, theirs, DateTimeOffset.UtcNow);
        string[] missing;
        try
        {
            await using NpgsqlCommand known = new("SELECT array_agg(QueryKey::text) FROM OrleansQuery", connection);
            missing = [.. s_statements.Except(await known.ExecuteScalarAsync() as string[] ?? [])];
        }
        catch (PostgresException fault)
            when (fault.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InsufficientPrivilege)
        {
            return
            [
                skew,
                new("statements", false, $"{fault.MessageText}: apply deploy/postgresql/*.sql, and grant the role its rights"),
            ];
        }

        return
        [
            skew,
            missing.Length == 0
                ? new("statements", true, "all that the providers look up are in the database")
                : new("statements", false, $"the database lacks {string.Join(", ", missing)}: apply deploy/postgresql/*.sql"),
        ];
    }

    private static async Task<Finding> Redis(string text)
    {
        await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(text);
        DateTimeOffset before = DateTimeOffset.UtcNow;
        DateTime theirs = await connection.GetServers()[0].TimeAsync();
        return Clock("Redis", before, theirs, DateTimeOffset.UtcNow);
    }

    private static Finding Clock(string whose, DateTimeOffset before, DateTime theirs, DateTimeOffset after)
    {
        // At some time between question and answer: how long both take is not taken for a difference of the clocks.
        DateTimeOffset told = new(theirs.ToUniversalTime(), TimeSpan.Zero);
        TimeSpan skew = told < before ? told - before : told > after ? told - after : TimeSpan.Zero;
        string text = string.Create(CultureInfo.InvariantCulture, $"{whose} is {skew.TotalSeconds:+0.000;-0.000} s from this machine");
        text += string.Create(CultureInfo.InvariantCulture, $", to the {(after - before).TotalSeconds:0.000} s that its answer took");
        return skew.Duration() <= s_mostSkew
            ? new("clock", true, text)
            : new("clock", false, $"{text}; {s_mostSkew.TotalSeconds:0} s are the most: set the clocks by a time server");
    }
}
