using System.Diagnostics;
using System.Globalization;
using Tickstorm.Client.Shell;

namespace Tickstorm.Client.Cluster;

/// <summary>Silo processes on this machine.</summary>
internal static class LocalSilos
{
    /// <summary>The setting on a silo's command line that names its cluster.</summary>
    public const string IdArgument = "--Tickstorm:ClusterId=";

    private static readonly TimeSpan s_startTimeout = TimeSpan.FromSeconds(90);

    /// <summary>
    /// Starts one silo, detached, with its output in a log. They share a folder with the membership and the checkpoints, so that none
    /// depends on another.
    /// </summary>
    public static LocalSilo Start(string clusterId, int number)
    {
        SiloProgram program = SiloProgram.Needed();
        string folder = Path.Combine(ClusterHome.Folder, clusterId);
        Directory.CreateDirectory(folder);
        string log = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"silo-{number}.log"));
        int[] ports = FreePorts.Find(3);
        ProcessStartInfo start = new("/bin/sh") { UseShellExecute = false };
        start.Environment["TICKSTORM_LOG"] = log;
        string[] arguments =
        [
            "-c", "exec setsid \"$0\" \"$@\" >>\"$TICKSTORM_LOG\" 2>&1 </dev/null", program.File, .. program.Arguments,
            IdArgument + clusterId, $"--Tickstorm:SiloPort={ports[0]}", $"--Tickstorm:GatewayPort={ports[1]}",
                $"--Tickstorm:HttpPort={ports[2]}",
            "--Tickstorm:Clustering=folder", $"--Tickstorm:ClusteringFolder={Path.Combine(folder, "membership")}",
            "--Tickstorm:Storage=folder", $"--Tickstorm:StorageFolder={Path.Combine(folder, "storage")}",
        ];
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("The silo could not be started.");
        return new LocalSilo(process.Id, ports[0], ports[1], ports[2], log) { Birth = ProcessBirth.Of(process.Id) };
    }

    /// <summary>Starts silos, remembers them, and waits until all are ready; none is left behind when that fails.</summary>
    /// <param name="count">How many.</param>
    /// <param name="known">The cluster that was stopped: its runs go on; null for a new one.</param>
    /// <param name="cancel">Ends the waiting, and the silos.</param>
    public static Task<LocalCluster> StartAll(int count, LocalCluster? known, CancellationToken cancel)
    {
        string id = known?.Id ?? ClusterHome.IdPrefix + Guid.NewGuid().ToString("n")[..8];
        // None of its silos lives: who was killed would be waited for.
        string members = Path.Combine(ClusterHome.Folder, id, "membership");
        if (Directory.Exists(members)) Directory.Delete(members, recursive: true);
        return StartMore(count, new LocalCluster(id, []), cancel);
    }

    /// <summary>Starts silos that join a cluster, as <see cref="StartAll"/>; the cluster with them.</summary>
    public static async Task<LocalCluster> StartMore(int count, LocalCluster cluster, CancellationToken cancel)
    {
        LocalSilo[] added = [];
        try
        {
            while (added.Length < count)
            {
                added = [.. added, Start(cluster.Id, cluster.Silos.Count + added.Length)];
                ClusterHome.Save(With(cluster, added));
            }

            foreach (LocalSilo silo in added) await WaitUntilReady(silo, cancel);
            return With(cluster, added);
        }
        catch
        {
            foreach (LocalSilo silo in added) await Stop(silo, CancellationToken.None);
            ClusterHome.Save(cluster);
            throw;
        }
    }

    private static LocalCluster With(LocalCluster cluster, LocalSilo[] added) => cluster with { Silos = [.. cluster.Silos, .. added] };

    /// <summary>The largest resident size of some silos so far, bytes; those that have gone count nothing.</summary>
    public static long PeakBytes(IEnumerable<LocalSilo> silos) => silos.Sum(silo =>
    {
        using Process? process = Find(silo);
        return process?.PeakWorkingSet64 ?? 0;
    });

    /// <summary>Waits until a silo has joined.</summary>
    public static async Task WaitUntilReady(LocalSilo silo, CancellationToken cancel)
    {
        using HttpClient http = new() { Timeout = TimeSpan.FromSeconds(5), MaxResponseContentBufferSize = 1 << 16 };
        long began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < s_startTimeout)
        {
            try
            {
                using HttpResponseMessage answer = await http.GetAsync(new Uri($"http://127.0.0.1:{silo.HttpPort}/health/ready"), cancel);
                if (answer.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            if (!Runs(silo)) throw new BadInputException($"The silo ended while it started; see {silo.Log}");
            await Task.Delay(200, cancel);
        }

        throw new BadInputException($"The silo was not ready after {s_startTimeout.TotalSeconds} s; see {silo.Log}");
    }

    /// <summary>True while the silo's own process runs: the number alone may have become another program's.</summary>
    public static bool Runs(LocalSilo silo) => silo.Birth is { } birth && ProcessBirth.Of(silo.Pid) == birth;

    /// <summary>The silo's process; null when it has gone.</summary>
    public static Process? Find(LocalSilo silo)
    {
        if (!Runs(silo)) return null;
        try
        {
            return Process.GetProcessById(silo.Pid);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Asks a silo to leave and waits; ends it when it does not. False when it had ended before.</summary>
    public static async Task<bool> Stop(LocalSilo silo, CancellationToken cancel)
    {
        using Process? process = Find(silo);
        if (process is null) return false;
        using (Process? kill = Process.Start("kill", ["-TERM", silo.Pid.ToString(CultureInfo.InvariantCulture)]))
        {
            if (kill is not null) await kill.WaitForExitAsync(cancel);
        }

        for (int waited = 0; waited < 150 && Runs(silo); waited++) await Task.Delay(200, cancel);
        using Process? stubborn = Find(silo);
        stubborn?.Kill();
        return true;
    }
}
