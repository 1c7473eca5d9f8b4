using System.Globalization;

namespace Tickstorm.Tests;

/// <summary>Signals that tests send to programs that they started.</summary>
internal static class Signals
{
    private static readonly Dictionary<string, int> s_numbers = new() { ["HUP"] = 1, ["INT"] = 2, ["KILL"] = 9, ["TERM"] = 15 };

    /// <summary>
    /// True when a started program would not hear the signal, since these tests run where it is ignored: under nohup, or in the
    /// background of a shell without job control. That is inherited, and a program has to respect it.
    /// </summary>
    public static bool IsIgnored(string signal)
    {
        string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal));
        ulong ignored = ulong.Parse(line["SigIgn:".Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return (ignored >> (NumberOf(signal) - 1) & 1) != 0;
    }

    /// <summary>A signal's number.</summary>
    public static int NumberOf(string signal) => s_numbers[signal];

    /// <summary>Those of some signals that a started program hears.</summary>
    public static IEnumerable<string> Heard(params string[] signals) => signals.Where(signal => !IsIgnored(signal));

    /// <summary>Sends a signal to a process, by its number.</summary>
    public static void Send(string signal, int process) =>
        Tools.Run("sh", "-c", string.Create(CultureInfo.InvariantCulture, $"kill -{signal} {process}"));
}
