using System.CommandLine;
using System.Runtime.InteropServices;
using Tickstorm.Client.Library;
using Tickstorm.Client.Shell;

namespace Tickstorm.Client.Commands;

/// <summary>doctor: what this installation has and lacks.</summary>
internal static class DoctorCommand
{
    /// <summary>The command.</summary>
    public static Command Create(ClientContext context)
    {
        Command command = new("doctor", "Say what this installation has and lacks");
        command.SetAction(_ =>
        {
            Line("version", VersionLine.Text);
            Line("runtime", $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}");
            Line("processors", $"{Environment.ProcessorCount}");
            Line("memory", $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20} MiB");
            Line("scenarios", $"{ScenarioStore.Names.Count} in the library");
            Line("designs", $"{DesignCatalog.Names.Count}");
            Line("cluster", $"Orleans {typeof(Orleans.IGrain).Assembly.GetName().Version!.ToString(3)}");
            return ExitCodes.Done;

            void Line(string what, string value) => context.Output.WriteLine($"{what,-11} {value}");
        });
        return command;
    }
}
