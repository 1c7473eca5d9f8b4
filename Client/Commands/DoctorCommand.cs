using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using Tickstorm.Client.Cluster;
using Tickstorm.Client.Library;
using Tickstorm.Client.Output;
using Tickstorm.Client.Shell;
using Tickstorm.Contracts.Security;

namespace Tickstorm.Client.Commands;

/// <summary>doctor: what this installation has and lacks.</summary>
internal static class DoctorCommand
{
    private static readonly string[] s_readers = ["trace-cmd", "kernelshark", "babeltrace2", "promtool"];

    /// <summary>The command.</summary>
    public static Command Create(ClientContext context)
    {
        Command command = new("doctor", "Say what this installation has and lacks");
        Option<bool> silo = new("--silo")
        {
            Description = "Also try what a silo with the TICKSTORM__ settings of this environment needs: ports, storage, its clock, "
                + "memory, certificates; exit code 1 when one of them will not do",
        };
        command.Options.Add(silo);
        command.SetAction(async (result, cancel) =>
        {
            Line("version", VersionLine.Text);
            Line("runtime", $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}");
            Line("processors", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture));
            Line("memory", $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20} MiB");
            Line("terminal", context.OutputIsTerminal ? $"{context.Width} columns" : "none: tables are as wide as they need");
            Line("scenarios", $"{ScenarioStore.Names.Count} in the library");
            Line("designs", $"{DesignCatalog.Names.Count} built in");
            Line("cluster", $"Orleans {typeof(Orleans.IGrain).Assembly.GetName().Version!.ToString(3)}");
            Line("silo", Silo());
            Line("state", $"{ClusterHome.Folder}, {(CanWrite(ClusterHome.Folder) ? "writable" : "not writable: set TICKSTORM_HOME")}");
            Line("readers", Readers());
            (string certificate, bool isRight) = Certificate();
            Line("certificate", certificate);
            int code = isRight ? ExitCodes.Done : ExitCodes.Found;
            if (!result.GetValue(silo)) return code;
            (IReadOnlyList<string> lines, int ofSilo) = await SiloTrial.Run(cancel);
            context.Output.WriteLine();
            foreach (string line in lines) Prose.Write(context, line);
            return Math.Max(code, ofSilo);

            void Line(string what, string value) => Prose.Write(context, $"{what,-11} {value}");
        });
        return command;
    }

    private static (string Text, bool IsRight) Certificate()
    {
        TlsSettings settings = ClientTls.Settings();
        if (ClientTls.Problem(settings) is { } problem) return ("NOT RIGHT: " + problem, false);
        if (!settings.IsWanted) return ("none: clusters with TLS refuse this client", true);
        (DateTimeOffset? until, IReadOnlyList<string> faults) = CertificateCheck.Of(settings, isSilo: false, DateTimeOffset.UtcNow);
        return faults.Count == 0
            ? ($"{settings.Certificate} holds until {until?.UtcDateTime:u}", true)
            : ("NOT RIGHT: " + string.Join(' ', faults), false);
    }

    private static string Silo()
    {
        string found = SiloProgram.Find()?.ToString() ?? "not found: TICKSTORM_SILO may name it";
        return OperatingSystem.IsLinux() ? found : "cluster up needs Linux";
    }

    // Programs of others that open traces and metrics; nothing here needs them.
    private static string Readers()
    {
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return string.Join(", ", s_readers.Select(
            reader => folders.Any(folder => File.Exists(Path.Combine(folder, reader))) ? reader : $"no {reader}"));
    }

    private static bool CanWrite(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            string probe = Path.Combine(folder, $"probe-{Environment.ProcessId}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
