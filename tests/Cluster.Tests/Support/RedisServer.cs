using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Tickstorm.Client.Cluster;

namespace Tickstorm.Tests.Support;

/// <summary>A private Redis on loopback that writes each change to its file, in a folder that goes with it.</summary>
internal sealed class RedisServer : IDatabaseServer
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);
    private readonly string _folder = Directory.CreateTempSubdirectory("tickstorm-redis-").FullName;
    private readonly string _password = Guid.NewGuid().ToString("n");
    private readonly int _port = FreePorts.Find(1)[0];
    private ProcessLog? _server;

    /// <summary>The server's program; null where Redis is not installed.</summary>
    public static string? Program =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "redis-server"))
            .FirstOrDefault(File.Exists);

    /// <summary>As a silo connects.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port},password={_password}");

    public static RedisServer Begin()
    {
        RedisServer server = new();
        server.Restart();
        return server;
    }

    /// <inheritdoc/>
    public void Crash()
    {
        _server?.Dispose();
        _server = null;
    }

    /// <inheritdoc/>
    public void Restart()
    {
        string settings = Path.Combine(_folder, "redis.conf");
        File.WriteAllLines(settings,
        [
            "bind 127.0.0.1", string.Create(CultureInfo.InvariantCulture, $"port {_port}"), $"dir {_folder}", $"requirepass {_password}",
            "appendonly yes", "appendfsync always", "save \"\"", "daemonize no",
        ]);
        _server = new ProcessLog(Program!, [settings]);
        DateTime until = DateTime.UtcNow + s_patience;
        while (!Answers())
        {
            if (DateTime.UtcNow > until || _server.Process.HasExited) throw new InvalidOperationException($"Redis does not start: {_server.Said}");
            Thread.Sleep(50);
        }
    }

    public ValueTask DisposeAsync()
    {
        Crash();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>How many keys it has.</summary>
    public int Keys() => int.Parse(Ask("DBSIZE").TrimStart(':'), CultureInfo.InvariantCulture);

    // What is read from its file is refused until all of it is read.
    private bool Answers()
    {
        try
        {
            return Ask("PING") == "+PONG";
        }
        catch (Exception failure) when (failure is SocketException or IOException)
        {
            return false;
        }
    }

    private string Ask(string command)
    {
        using TcpClient client = new();
        client.Connect(IPAddress.Loopback, _port);
        using StreamWriter writer = new(client.GetStream()) { NewLine = "\r\n", AutoFlush = true };
        using StreamReader reader = new(client.GetStream());
        writer.WriteLine($"AUTH {_password}");
        string? answer = reader.ReadLine();
        if (answer != "+OK") throw new IOException($"Redis answers {answer}.");
        writer.WriteLine(command);
        return reader.ReadLine() ?? throw new IOException($"Redis does not answer {command}.");
    }
}

/// <summary>A test that needs Redis, and is skipped with that reason where it is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RedisFactAttribute : FactAttribute
{
    public RedisFactAttribute()
    {
        if (RedisServer.Program is null) Skip = "Redis (redis-server) is not installed";
    }
}
