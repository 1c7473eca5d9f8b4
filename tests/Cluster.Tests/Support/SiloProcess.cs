using System.Diagnostics;
using System.Globalization;
using System.Net;
using Tickstorm.Client.Cluster;

namespace Tickstorm.Tests.Support;

/// <summary>A silo as a process of its own.</summary>
internal sealed class SiloProcess : IDisposable
{
    /// <summary>A setting for silos that all live on: none is taken for dead where another test has the processors.</summary>
    public const string Patient = "DeadAfterSeconds=300";

    private static readonly HttpClient s_http = new() { Timeout = TimeSpan.FromSeconds(60) };
    private readonly ProcessLog _log;

    private SiloProcess(int[] ports, IEnumerable<string> settings, IReadOnlyDictionary<string, string>? environment = null)
    {
        (SiloPort, GatewayPort, HttpPort) = (ports[0], ports[1], ports[2]);
        string program = Path.Combine(AppContext.BaseDirectory, "tickstorm-silo.dll");
        IEnumerable<string> all = [$"SiloPort={SiloPort}", $"GatewayPort={GatewayPort}", $"HttpPort={HttpPort}", .. settings];
        _log = new ProcessLog("dotnet", [program, .. all.Select(setting => "--Tickstorm:" + setting)], environment);
    }

    public int SiloPort { get; }

    public int GatewayPort { get; }

    public int HttpPort { get; }

    public string Said => _log.Said;

    public static SiloProcess Begin(params string[] settings) => new(FreePorts.Find(3), settings);

    /// <summary>With an environment of its own.</summary>
    public static SiloProcess Begin(IReadOnlyDictionary<string, string> environment, params string[] settings) =>
        new(FreePorts.Find(3), settings, environment);

    /// <summary>Starts silos and waits until all have joined.</summary>
    public static async Task<SiloProcess[]> Start(int count, params string[] settings)
    {
        SiloProcess[] silos = [.. Enumerable.Range(0, count).Select(_ => Begin(settings))];
        try
        {
            foreach (SiloProcess silo in silos) await silo.Until("/health/ready", HttpStatusCode.OK);
        }
        catch
        {
            foreach (SiloProcess silo in silos) silo.Dispose();
            throw;
        }

        return silos;
    }

    /// <summary>What it answers; null while it does not listen, or does not answer.</summary>
    public async Task<(HttpStatusCode Status, string Text)?> Ask(string path)
    {
        try
        {
            using HttpResponseMessage answer = await s_http.GetAsync(new Uri($"http://127.0.0.1:{HttpPort}{path}"));
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }

    /// <summary>Waits until it answers so.</summary>
    public async Task Until(string path, HttpStatusCode status, int seconds = 300)
    {
        long start = Stopwatch.GetTimestamp();
        while ((await Ask(path))?.Status != status)
        {
            if (_log.Process.HasExited || Stopwatch.GetElapsedTime(start).TotalSeconds > seconds)
                throw new InvalidOperationException($"{path} did not become {status}: {Said}");
            await Task.Delay(50);
        }
    }

    /// <summary>Stops the whole process until something has happened, as a busy host or a debugger would.</summary>
    public async Task Freeze(Func<Task> until)
    {
        string id = _log.Process.Id.ToString(CultureInfo.InvariantCulture);
        ProcessLog.Run("kill", "-STOP", id);
        try
        {
            await until();
        }
        finally
        {
            ProcessLog.Run("kill", "-CONT", id);
        }
    }

    /// <summary>Asks it to stop; its exit code.</summary>
    public async Task<int> Terminate()
    {
        ProcessLog.Run("kill", "-TERM", _log.Process.Id.ToString(CultureInfo.InvariantCulture));
        return await ExitCode();
    }

    /// <summary>Waits for its end.</summary>
    public async Task<int> ExitCode(int seconds = 300)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(seconds));
        await _log.Process.WaitForExitAsync(patience.Token);
        return _log.Process.ExitCode;
    }

    /// <summary>Ends it without a word.</summary>
    public void Kill()
    {
        _log.Process.Kill();
        _log.Process.WaitForExit();
    }

    public void Dispose() => _log.Dispose();
}
