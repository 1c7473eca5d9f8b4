using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using Tickstorm.Client.Cluster;
using Tickstorm.Client.Library;
using Tickstorm.Client.Output;
using Tickstorm.Client.Shell;

namespace Tickstorm.Client.Commands;

/// <summary>doctor: what this installation has and lacks.</summary>
internal static class DoctorCommand
{
    private static readonly string[] s_readers = ["trace-cmd", "kernelshark", "babeltrace2", "promtool"];

    /// <summary>The command.</summary>
    public static Command Create(ClientContext context)
    {
        Command command = new("doctor", "Say what this installation has and lacks");
        command.SetAction(_ =>
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
            Line("state", $"{ClusterHome.Folder}, {(CanWrite(ClusterHome.Folder) ? "may be written" : "may not be written: set TICKSTORM_HOME")}");
            Line("readers", Readers());
            return ExitCodes.Done;

            void Line(string what, string value) => Prose.Write(context, $"{what,-11} {value}");
        });
        return command;
    }

    private static string Silo()
    {
        string found = SiloProgram.Find()?.ToString() ?? "not found: TICKSTORM_SILO may name it";
        return OperatingSystem.IsLinux() ? found : "cluster up needs Linux";
    }

    // Programs of others that open traces and metrics; nothing here needs them.
    private static string Readers()
    {
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
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
