using System.Globalization;

namespace Tickstorm.Client.Cluster;

/// <summary>What tells a process from a later one with the same number: its start, counted since which boot.</summary>
/// <param name="Boot">The kernel's id of this boot.</param>
/// <param name="Ticks">The start time in clock ticks after it (field 22 of /proc/PID/stat, proc(5)).</param>
internal sealed record ProcessBirth(string Boot, long Ticks)
{
    /// <summary>The birth of a running process; null when there is none with this number.</summary>
    public static ProcessBirth? Of(int pid)
    {
        try
        {
            string stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
            // The second field is the program's name in parentheses, and may hold anything.
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            bool ended = fields[0] is "Z" or "X";
            return ended ? null : new ProcessBirth(BootId(), long.Parse(fields[19], CultureInfo.InvariantCulture));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string BootId() => File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
}
