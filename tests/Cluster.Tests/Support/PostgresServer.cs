using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Tickstorm.Client.Cluster;

namespace Tickstorm.Tests.Support;

/// <summary>A private PostgreSQL on loopback, in a folder that goes with it.</summary>
internal sealed class PostgresServer : IDatabaseServer
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tickstorm-postgres-").FullName;
    private readonly string _password = Guid.NewGuid().ToString("n");
    private readonly int _port = FreePorts.Find(1)[0];

    /// <summary>The folder of initdb and pg_ctl; null where PostgreSQL is not installed.</summary>
    public static string? Programs
    {
        get
        {
            string[] path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
            string[] debian = Directory.Exists("/usr/lib/postgresql")
                ? [.. Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(v => v,
                    StringComparer.Ordinal).Select(v => Path.Combine(v, "bin"))] : [];
            return debian.Concat(path).FirstOrDefault(
                folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "pg_ctl")));
        }
    }

    private string Data => Path.Combine(_folder, "data");

    /// <summary>As a silo connects: with no more rights than the guide says.</summary>
    public string ConnectionString => $"Host=127.0.0.1;Port={_port};Database=postgres;Username=silo;Password={_password}";

    private string Options => string.Create(
        CultureInfo.InvariantCulture,
        $"-c listen_addresses=127.0.0.1 -p {_port} -c unix_socket_directories='{_folder}' -c fsync=off -c max_connections=200");

    private string OwnersConnectionString => $"Host=127.0.0.1;Port={_port};Database=postgres;Username=tickstorm;Password={_password}";

    public static async Task<PostgresServer> Start()
    {
        PostgresServer server = new();
        try
        {
            server.Initialise();
            // Twice: the scripts may be run again.
            for (int i = 0; i < 2; i++) server.ApplySchema();
            await server.Do(
                $"CREATE ROLE silo LOGIN PASSWORD '{server._password}'; "
                + "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO silo");
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async Task<T> Ask<T>(string sql)
    {
        await using NpgsqlConnection connection = new(ConnectionString);
        await connection.OpenAsync();
        await using NpgsqlCommand command = new(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    private async Task Do(string sql)
    {
        await using NpgsqlConnection connection = new(OwnersConnectionString);
        await connection.OpenAsync();
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <inheritdoc/>
    public void Crash() => Run("pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop");

    /// <inheritdoc/>
    public void Restart() => Run("pg_ctl", "-D", Data, "-l", Path.Combine(_folder, "log"), "-o", Options, "-w", "start");

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (File.Exists(Path.Combine(Data, "postmaster.pid"))) Run("pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop");
        await Task.Run(() => Directory.Delete(_folder, recursive: true));
    }

    private void Initialise()
    {
        string secret = Path.Combine(_folder, "password");
        File.WriteAllText(secret, _password);
        // The server refuses to be root's.
        if (Environment.UserName == "root") ProcessLog.Run("chown", "-R", "postgres", _folder);
        Run("initdb", "-D", Data, "-U", "tickstorm", "--auth=scram-sha-256", $"--pwfile={secret}", "--encoding=UTF8", "--locale=C",
            "--no-sync");
        Restart();
    }

    /// <summary>As an operator restores a backup: what is in the database now, by pg_dump, in a new one.</summary>
    /// <returns>How a silo connects to the new one.</returns>
    public string Restored(string database)
    {
        string dump = Path.Combine(_folder, database + ".sql");
        AsOwner("pg_dump", "-d", "postgres", "-f", dump);
        AsOwner("createdb", database);
        AsOwner("psql", "-d", database, "-q", "-v", "ON_ERROR_STOP=1", "-f", dump);
        return ConnectionString.Replace("Database=postgres", $"Database={database}", StringComparison.Ordinal);
    }

    private void ApplySchema()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "postgresql");
        foreach (string file in Directory.GetFiles(folder, "*.sql").Order(StringComparer.Ordinal))
            AsOwner("psql", "-d", "postgres", "-q", "-v", "ON_ERROR_STOP=1", "-f", file);
    }

    private void AsOwner(string program, params string[] arguments)
    {
        Dictionary<string, string> password = new() { ["PGPASSWORD"] = _password };
        using ProcessLog log = new(
            Path.Combine(Programs!, program), ["-h", "127.0.0.1", "-p", $"{_port}", "-U", "tickstorm", .. arguments], password);
        log.Process.WaitForExit();
        if (log.Process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {log.Said}");
    }

    // pg_ctl leaves the server running, which keeps redirected output open: so there is none.
    private static void Run(string program, params string[] arguments)
    {
        string path = Path.Combine(Programs!, program);
        string[] asUser = Environment.UserName == "root" ? ["runuser", "-u", "postgres", "--"] : [];
        ProcessStartInfo start = new("/bin/sh", ["-c", "exec \"$@\" >/dev/null", "sh", .. asUser, path, .. arguments])
        {
            WorkingDirectory = "/",
        };
        using Process process = Process.Start(start)!;
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }
}

/// <summary>The server, started by the first test that is not skipped.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private readonly Lazy<Task<PostgresServer>> _server = new(PostgresServer.Start);

    internal Task<PostgresServer> Server => _server.Value;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_server.IsValueCreated) await (await _server.Value).DisposeAsync();
    }
}

/// <summary>A test that needs PostgreSQL's programs, and is skipped with that reason where they are missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute()
    {
        if (PostgresServer.Programs is null) Skip = "PostgreSQL (initdb, pg_ctl) is not installed";
    }
}
