using System.Diagnostics;
using Tickstorm.Client.Shell;

namespace Tickstorm.Client.Cluster;

/// <summary>Asks the silo's program whether it could run here with the settings of this environment.</summary>
internal static class SiloTrial
{
    /// <summary>Its lines, and its exit code: 0 when all is right.</summary>
    /// <exception cref="BadInputException">There is no such program.</exception>
    public static async Task<(IReadOnlyList<string> Lines, int ExitCode)> Run(CancellationToken cancel)
    {
        SiloProgram program = SiloProgram.Find()
            ?? throw new BadInputException("The silo's program is not to be found beside this one; TICKSTORM_SILO may name it.");
        ProcessStartInfo start = new(program.File, [.. program.Arguments, "--check"]) { RedirectStandardOutput = true };
        using Process process = Process.Start(start) ?? throw new BadInputException($"{program} cannot be started.");
        string said = await process.StandardOutput.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        return (said.Split('\n', StringSplitOptions.RemoveEmptyEntries), process.ExitCode);
    }
}
