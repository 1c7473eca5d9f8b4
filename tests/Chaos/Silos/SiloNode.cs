using System.Globalization;
using System.Net;
using Tickstorm.Chaos.Links;
using Tickstorm.Client.Cluster;
using Tickstorm.Tests.Support;

namespace Tickstorm.Chaos.Silos;

/// <summary>A silo that is started again and again, in a process each.</summary>
internal sealed class SiloNode(int number, IReadOnlyList<string> settings, IReadOnlyDictionary<string, string> environment) : IDisposable
{
    private static readonly HttpClient s_http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);
    private readonly int[] _ports = FreePorts.Find(3);
    // Who asks for one may still do so when it is over: they are given up together, at the end.
    private readonly List<ProcessLog> _before = [];
    private ProcessLog? _process;
    private bool _isStopped;

    public int Number => number;

    public int SiloPort => _ports[0];

    public IPEndPoint Gateway => new(SiloProxy.Real(number), _ports[1]);

    public bool IsAlive => _process is { Process.HasExited: false };

    /// <summary>How often it was started again.</summary>
    public int Started => _before.Count;

    /// <summary>Memory in use, bytes; 0 for none.</summary>
    public long Resident
    {
        get
        {
            if (!IsAlive) return 0;
            try
            {
                _process!.Process.Refresh();
                return _process.Process.WorkingSet64;
            }
            catch (InvalidOperationException)
            {
                // It has ended just now.
                return 0;
            }
        }
    }

    /// <summary>All that its processes have said.</summary>
    public string Said => string.Join('\n', _before.Select(process => process.Said).Append(_process?.Said ?? ""));

    /// <summary>True when its present process has said something.</summary>
    public bool Says(string text) => _process?.Said.Contains(text, StringComparison.Ordinal) == true;

    public void Start()
    {
        if (IsAlive) return;
        if (_process is { } over) _before.Add(over);
        string program = typeof(SiloNode).Assembly.Location;
        string[] own =
        [
            $"SiloPort={_ports[0]}", $"GatewayPort={_ports[1]}", $"HttpPort={_ports[2]}", $"Listen={SiloProxy.Real(number)}",
            $"Advertise={SiloProxy.Said(number)}",
        ];
        _process = new ProcessLog("dotnet", [program, "silo", .. own.Concat(settings).Select(s => "--Tickstorm:" + s)], environment);
    }

    /// <summary>Waits until it takes part, and starts it again when it ends before: its database may be busy.</summary>
    public async Task<bool> Starts(TimeSpan patience)
    {
        DateTime until = DateTime.UtcNow + patience;
        while (DateTime.UtcNow < until)
        {
            Start();
            if (await IsReady(s_look)) return true;
        }

        return false;
    }

    /// <summary>Waits until it takes part.</summary>
    public async Task<bool> IsReady(TimeSpan patience)
    {
        DateTime until = DateTime.UtcNow + patience;
        while (DateTime.UtcNow < until)
        {
            try
            {
                Uri health = new($"http://{SiloProxy.Real(number)}:{_ports[2]}/health/ready");
                using HttpResponseMessage answer = await s_http.GetAsync(health);
                if (answer.IsSuccessStatusCode) return true;
            }
            catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
            {
                // It does not listen yet.
            }

            await Task.Delay(100);
        }

        return false;
    }

    public void Kill()
    {
        // It may be started again as soon as it has ended: this one is waited for.
        if (_process?.Process is not { HasExited: false } alive) return;
        alive.Kill();
        alive.WaitForExit();
        _isStopped = false;
    }

    public void Terminate() => Signal("TERM");

    public void Stop()
    {
        Signal("STOP");
        _isStopped = true;
    }

    public void GoOn()
    {
        if (_isStopped) Signal("CONT");
        _isStopped = false;
    }

    public void Dispose()
    {
        foreach (ProcessLog process in _before) process.Dispose();
        _process?.Dispose();
    }

    private void Signal(string signal)
    {
        if (_process?.Process is not { HasExited: false } alive) return;
        try
        {
            ProcessLog.Run("kill", "-" + signal, alive.Id.ToString(CultureInfo.InvariantCulture));
        }
        catch (InvalidOperationException) when (alive.HasExited)
        {
            // One that was told to end has ended just now.
        }
    }
}
